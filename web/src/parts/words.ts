/** Numbers, dates and lists as the reader's locale has them. */

const LIST = new Intl.ListFormat(undefined, { type: 'conjunction' });
const NUMBER = new Intl.NumberFormat();
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

export const list = (words: string[]): string => LIST.format(words);
export const number = (value: number): string => NUMBER.format(value);
/** @param iso ISO 8601, as are the next ones */
export const moment = (iso: string): string => MOMENT.format(new Date(iso));

/** The time of today, else the day. */
export function when(iso: string, now = new Date()): string {
  const date = new Date(iso);
  return date.toDateString() === now.toDateString() ? TIME.format(date) : DAY.format(date);
}

/** `1 photo`, `3 photos`. */
export function count(many: number, one: string, more = `${one}s`): string {
  return `${number(many)} ${many === 1 ? one : more}`;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

export function size(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const options = { style: 'unit', unit: UNITS[step]!, maximumFractionDigits: step > 1 ? 1 : 0 } as const;
  return new Intl.NumberFormat(undefined, options).format(bytes / 1000 ** step);
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name within a sentence: one that is written the other way does not turn what stands around it. */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** The last part of a key. */
export function fileName(key: string): string {
  return key.split('/').at(-1) || key;
}
