import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const folder = join(import.meta.dirname, '../../events');
const ajv = new Ajv2020({ strict: true, strictRequired: true, allErrors: true, validateFormats: false });
for (const file of readdirSync(folder)) ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')));

/** Holds an event to the schema of its type. @throws where it breaks it. */
export function checkEvent(type: string, detail: unknown): void {
  const name = `${type.toLowerCase().replaceAll(' ', '-')}.json`;
  const validate = ajv.getSchema(name);
  if (!validate) throw new Error(`events/${name} is missing, but "${type}" is announced`);
  if (!validate(detail))
    throw new Error(`"${type}" breaks events/${name}: ${ajv.errorsText(validate.errors)}`);
}
