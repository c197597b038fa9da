import { resolve } from 'node:path';

/** One setting: an environment variable, its default, the rule it must keep and how it is read. */
export interface Setting<T> {
  variable: string;
  fallback: T;
  /** The default in words, where it is not told by its value. */
  byDefault?: string;
  rule: string;
  about: string;
  /** Gives undefined where the text breaks the rule. */
  read(text: string): T | undefined;
}

export const number = <F extends number | undefined>(
  variable: string,
  fallback: F,
  [low, high]: [number, number],
  about: string,
  whole = true,
): Setting<number | F> => ({
  variable,
  fallback,
  about,
  rule: `a ${whole ? 'whole number' : 'number'} from ${low} to ${high}`,
  read: (text) => {
    const value = Number(text);
    const valid = text.trim() !== '' && value >= low && value <= high && (!whole || Number.isInteger(value));
    return valid ? value : undefined;
  },
});

export const choice = <const T extends string>(
  variable: string,
  values: readonly T[],
  fallback: T,
  about: string,
): Setting<T> => ({
  variable,
  fallback,
  about,
  rule: `one of ${values.join(', ')}`,
  read: (text) => values.find((value) => value.toLowerCase() === text.toLowerCase()),
});

export const yesNo = (variable: string, fallback: boolean, about: string): Setting<boolean> => ({
  variable,
  fallback,
  about,
  rule: 'true or false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
});

/** 40 is what SQS queues, DynamoDB tables, functions and event buses all allow as the beginning of a name. */
export const name = (variable: string, fallback: string, about: string, most = 40): Setting<string> => ({
  variable,
  fallback,
  about,
  // No dots, which a bucket may have, but a certificate for `*.s3.amazonaws.com` does not cover.
  rule: `3 to ${most} small letters, digits and hyphens, beginning and ending with a letter or digit`,
  read: (text) => (/^[a-z0-9][a-z0-9-]+[a-z0-9]$/.test(text) && text.length <= most ? text : undefined),
});

export const file = (variable: string, byDefault: string, about: string): Setting<string> => ({
  variable,
  fallback: '',
  byDefault,
  about,
  rule: 'the path of a file',
  // npm changes to the project's folder, and the functions may run in another: the path is that of here and now.
  read: (text) => resolve(process.env.INIT_CWD ?? '.', text),
});
