/** The number of a group: of `unknown-17`, that of a collection with it in front, or `17`; undefined for what names none. */
export function numberOfGroup(text: string): number | undefined {
  const [, digits] = /^(?:[^/]+\/)?(?:unknown-)?([1-9]\d{0,14})$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
