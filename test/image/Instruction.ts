/** One instruction of a Dockerfile, its lines joined. */
export interface Instruction {
  keyword: string;
  rest: string;
}

/** The instructions of a Dockerfile, without comments. @throws Error for a line that is none. */
export function readInstructions(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  return lines
    .join('\n')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => {
      const [, keyword, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
      if (!keyword || !rest) throw new Error(`${JSON.stringify(line)} is no instruction of a Dockerfile.`);
      return { keyword, rest };
    });
}
