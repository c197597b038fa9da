import { Ajv2020 } from 'ajv/dist/2020.js';

interface Operation {
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: object }> }>;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

interface Answered {
  status: number;
  headers: Headers;
  /** What JSON says; else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: what it is, the description says and the client holds it to
  body: any;
}

interface Asking {
  body?: NonNullable<RequestInit['body']>;
  headers?: Record<string, string>;
  key?: string;
}

export interface Client {
  /** @throws where the answer is not as the API's own description has it */
  ask(method: string, path: string, asking?: Asking): Promise<Answered>;
  description: Description;
}

/** A client that reads the description of the API first, and holds every answer to it. */
export async function openClient(endpoint: string, key?: string): Promise<Client> {
  const bearer = (own?: string): Record<string, string> =>
    own === undefined ? {} : { authorization: `Bearer ${own}` };
  const read = await fetch(`${endpoint}/v1/openapi.json`, { headers: bearer(key) });
  const description = (await read.json()) as Description;
  const ajv = new Ajv2020({ strict: true, validateFormats: false, allowUnionTypes: true });
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'api', components: description.components });
  const check = (schema: unknown, value: unknown, what: string) => {
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"api#')));
    if (!validate(value))
      throw new Error(
        `${what} breaks its schema: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`,
      );
  };
  return {
    description,
    async ask(method, path, { body, headers = {}, key: own = key } = {}) {
      const response = await fetch(`${endpoint}${path}`, {
        method,
        headers: { ...bearer(own), ...headers },
        ...(body !== undefined && { body }),
      });
      const type = (response.headers.get('content-type') ?? '').split(';')[0]!;
      const text = await response.text();
      const value = type.endsWith('json') ? JSON.parse(text) : text;
      const what = `${method} ${path} (${response.status}, ${type})`;
      if (response.status >= 400) {
        if (type !== 'application/problem+json')
          throw new Error(`${what} is no problem of RFC 9457: ${text}`);
        check({ $ref: '#/components/schemas/Problem' }, value, what);
        if (value.status !== response.status) throw new Error(`${what} says ${value.status}`);
      } else {
        const operation = operationOf(description, method, path);
        const content = operation.responses[response.status]?.content?.[type];
        if (!content) throw new Error(`${what} is not in the description`);
        check(content.schema, value, what);
      }
      return { status: response.status, headers: response.headers, body: value };
    },
  };
}

function operationOf({ paths }: Description, method: string, path: string): Operation {
  const bare = path.split('?')[0]!;
  const found = Object.entries(paths)
    .sort(([a], [b]) => b.replaceAll(/\{\w+\}/g, '').length - a.replaceAll(/\{\w+\}/g, '').length)
    .find(([template]) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '.+?')}$`).test(bare));
  const operation = found?.[1][method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the description`);
  return operation;
}

/** A form of files. */
export function formOf(parts: Record<string, { bytes: Uint8Array | string; type?: string }>): FormData {
  const form = new FormData();
  for (const [name, { bytes, type = 'image/jpeg' }] of Object.entries(parts))
    form.append(name, new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)], { type }), name);
  return form;
}
