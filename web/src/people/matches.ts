/** Whether a name has what is searched for in it, whatever the case and the marks of letters. */
export function matches(name: string, search: string): boolean {
  return bare(name).includes(bare(search.trim()));
}

function bare(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}
