/** Letters of scripts that are written from right to left (Unicode's DerivedBidiClass.txt, R and AL). */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LEFT_TO_RIGHT_MARK = '\u200e';

/**
 * A printable text that other columns follow. Behind a word that is written from right to left a terminal with the
 * bidirectional algorithm (Unicode UAX #9, rule N1) would turn what follows as well, up to the next number: a mark without
 * width says that it is none of the word's.
 */
export function leftToRight(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `${text}${LEFT_TO_RIGHT_MARK}` : text;
}
