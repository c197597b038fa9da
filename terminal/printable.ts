/**
 * What a terminal obeys instead of showing it: C0, DEL, C1; marks, embeddings, overrides and isolates of the
 * bidirectional algorithm (Unicode UAX #9, 2) and characters without width, which let a name read as another; line
 * separators; lone surrogates.
 */
const OBEYED =
  /[\p{Cc}\p{Cs}\u061c\u200b\ufeff\u{e0000}-\u{e007f}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside, made safe to print on one line: what a terminal would obey is shown as `\u001b`. */
export function printable(text: string): string {
  return text.replace(OBEYED, (char) => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** The same for a line of JSON, which stays the same JSON. */
export function printableJson(line: string): string {
  const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;
  return line.replace(OBEYED, (char) =>
    char
      .split('')
      .map((half) => unit(half.charCodeAt(0)))
      .join(''),
  );
}
