import { ProblemError } from '../ProblemError.ts';

/** One part of a form. */
export interface Part {
  bytes: Buffer;
  /** As the client says, without parameters; '' where it does not. */
  type: string;
}

/**
 * The parts of a multipart form (RFC 7578), each of the names once.
 * @throws ProblemError 400 where it is none, or has other parts than these
 */
export async function readForm(
  { body, headers }: { body: Buffer; headers: Readonly<Record<string, string>> },
  names: string[],
): Promise<Record<string, Part>> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  })
    .formData()
    .catch((cause: unknown) => {
      throw wrong('cannot be read', (cause as Error).message, names, cause);
    });
  const given = [...form.keys()];
  const other = given.find((name) => !names.includes(name));
  if (other !== undefined) throw wrong(`has the part ${JSON.stringify(other)}`, other, names);
  const parts = names.map(async (name) => {
    const values = form.getAll(name);
    if (values.length !== 1) throw wrong(`has ${values.length} parts ${JSON.stringify(name)}`, given, names);
    const [value] = values;
    // What comes without a file name is text.
    if (typeof value === 'string') return [name, { bytes: Buffer.from(value), type: '' }] as const;
    const bytes = Buffer.from(await value!.arrayBuffer());
    return [name, { bytes, type: mediaType(value!.type) }] as const;
  });
  return Object.fromEntries(await Promise.all(parts));
}

export const mediaType = (header: string) => header.split(';')[0]!.trim().toLowerCase();

function wrong(what: string, value: unknown, names: string[], cause?: unknown): ProblemError {
  return new ProblemError(
    400,
    {
      code: 'bad-form',
      detail: `The form ${what}.`,
      value,
      rule: `It must be multipart/form-data with the parts ${names.join(' and ')}, each of them once.`,
      remedy: `Send it so: curl ${names.map((name) => `-F ${name}=@FILE`).join(' ')}.`,
    },
    {},
    { cause },
  );
}
