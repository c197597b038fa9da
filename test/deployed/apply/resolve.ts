import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { ApplyError } from './ApplyError.ts';

/** What is known of the blocks that are there already, by address. */
export type Known = Map<string, Record<string, unknown>>;

/** `${...}`, but not `$${...}`, which stands for the text itself. Expressions here have no braces within. */
const TEMPLATE = /(?<!\$)\$\{([^}]*)\}/g;
const REFERENCE = /^((?:data\.)?[a-z]\w*\.[\w-]+)\.([\w.[\]]+)$/;
const FILE_HASH = /^file(base64)?sha256\("([^"]+)"\)$/;

/** The addresses that a value refers to. */
export function referencesIn(value: unknown): string[] {
  if (typeof value === 'string')
    return [...value.matchAll(TEMPLATE)].flatMap(([, expression]) => {
      const [, address] = REFERENCE.exec(expression!.trim()) ?? [];
      return address === undefined ? [] : [address];
    });
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(referencesIn);
}

/** The value with what its references stand for. One that is a reference and nothing else keeps the type of that. */
export function resolve(value: unknown, known: Known, folder: string): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, known, folder));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, resolve(one, known, folder)]),
    );
  if (typeof value !== 'string') return value;
  const [whole] = value.matchAll(TEMPLATE);
  if (whole?.[0] === value) return evaluate(whole[1]!, known, folder);
  return value
    .replaceAll(TEMPLATE, (_, expression: string) => String(evaluate(expression, known, folder)))
    .replaceAll('$${', '${');
}

function evaluate(expression: string, known: Known, folder: string): unknown {
  const text = expression.trim();
  const [, base64, file] = FILE_HASH.exec(text) ?? [];
  if (file !== undefined)
    return createHash('sha256')
      .update(readFileSync(resolvePath(folder, file)))
      .digest(base64 === undefined ? 'hex' : 'base64');
  const [, address, path] = REFERENCE.exec(text) ?? [];
  if (address === undefined)
    throw new ApplyError(
      `The stack has the expression "\${${text}}"; references, filesha256 and filebase64sha256 are what is evaluated here.`,
    );
  const attributes = known.get(address);
  if (!attributes) throw new ApplyError(`The stack refers to ${address}, which it does not have.`);
  const steps = path!.replaceAll(/\[(\w+)\]/g, '.$1').split('.');
  const found = steps.reduce<unknown>(
    (from, step) => (from as Record<string, unknown> | undefined)?.[step],
    attributes,
  );
  if (found === undefined)
    throw new ApplyError(
      `The stack refers to ${text}; what ${address} is known to have: ${Object.keys(attributes).join(', ')}.`,
    );
  return found;
}
