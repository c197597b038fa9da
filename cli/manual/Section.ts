/** A part of a manual, before it is text or a man page. */
export interface Section {
  title: string;
  blocks: Block[];
}

/** A paragraph; a term with what it means; or lines that stay as they are. */
export type Block = { text: string } | { term: string; text: string } | { lines: string[] };

/** Paragraphs as blocks: those that are indented stay as they are. */
export function paragraphs(text: string): Block[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((part) =>
      /^\s/.test(part) ? { lines: part.split('\n') } : { text: part.replace(/\s*\n\s*/g, ' ') },
    );
}
