import { ApplyError } from './ApplyError.ts';

type Json = Record<string, unknown>;

/**
 * The arguments of a block, with its references resolved. Each must be taken, or be said to have nothing that answers to
 * it: what nobody asked for would be thought proven though it never was applied.
 */
export interface Arguments {
  /** @throws ApplyError where it is missing or of another type; so with the next ones. */
  needs(name: string): string;
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  texts(name: string): string[] | undefined;
  /** Names and texts, as tags and environment variables are. */
  map(name: string): Record<string, string> | undefined;
  /** A nested block that may be there once. */
  block(name: string): Arguments | undefined;
  blocks(name: string): Arguments[];
  /** Passes over arguments that the servers have nothing for. `why` goes into the report. */
  leave(why: string, ...names: string[]): void;
  /** Passes over what is at these values as if it were not there; other values are refused. */
  onlyIf(name: string, ...values: unknown[]): void;
}

export interface Left {
  what: string;
  why: string;
}

/** @returns the arguments, and what tells at the end that all were taken: it throws where some were not */
export function openArguments(address: string, values: Json): { args: Arguments; close(): Left[] } {
  const nested: { close(): Left[] }[] = [];
  const untaken = new Set(Object.keys(values).filter((name) => present(values[name])));
  const left: Left[] = [];
  const wrong = (name: string, rule: string) =>
    new ApplyError(`${address}.${name} is ${JSON.stringify(values[name])}, but must be ${rule}.`);
  const take = (name: string) => {
    untaken.delete(name);
    return present(values[name]) ? values[name] : undefined;
  };
  const taken =
    <T>(rule: string, read: (value: unknown) => T | undefined) =>
    (name: string): T | undefined => {
      const value = take(name);
      if (value === undefined) return undefined;
      const result = read(value);
      if (result === undefined) throw wrong(name, rule);
      return result;
    };
  const text = taken('a text', (value) => (typeof value === 'string' ? value : undefined));
  const open = (name: string, value: unknown, index: number) => {
    const inner = openArguments(`${address}.${name}[${index}]`, value as Json);
    nested.push(inner);
    return inner.args;
  };
  const blocks = (name: string) =>
    ([take(name) ?? []].flat() as unknown[]).map((one, at) => open(name, one, at));
  const args: Arguments = {
    text,
    needs(name) {
      const value = text(name);
      if (value === undefined) throw wrong(name, 'given');
      return value;
    },
    number: taken('a number', (value) => (typeof value === 'number' ? value : undefined)),
    flag: taken('true or false', (value) => (typeof value === 'boolean' ? value : undefined)),
    texts: taken('a list of texts', (value) =>
      Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value as string[]) : undefined,
    ),
    map: taken('names and texts', (value) =>
      Object.values(Object(value)).every((one) => typeof one === 'string')
        ? (value as Record<string, string>)
        : undefined,
    ),
    blocks,
    block(name) {
      const [one, ...more] = blocks(name);
      if (more.length > 0) throw wrong(name, 'one block');
      return one;
    },
    leave(why, ...names) {
      for (const name of names) if (take(name) !== undefined) left.push({ what: `${address}.${name}`, why });
    },
    onlyIf(name, ...allowed) {
      const value = take(name);
      if (value !== undefined && !allowed.includes(value))
        throw wrong(name, allowed.map(String).join(' or '));
    },
  };
  return {
    args,
    close() {
      const [name] = untaken;
      if (name !== undefined)
        throw new ApplyError(
          `${address}.${name} is ${JSON.stringify(values[name])}, an argument that is not known here. ` +
            'Apply it, or say why it can be left (test/deployed/apply/).',
        );
      return [...left, ...nested.flatMap((inner) => inner.close())];
    },
  };
}

const present = (value: unknown) =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
