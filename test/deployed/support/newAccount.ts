let made = 0;

/** The number of an account that nothing has been applied in yet. */
export function newAccount(): string {
  made += 1;
  return String(100_000_000_000 + made);
}
