/** How far a long change is, told to whoever waits for it. */
export interface Telling {
  /** Something is waited for, or goes on. */
  note(text: string): void;
  /** So many of one kind are to be done from now on. */
  begin(total: number, what: 'photos' | 'results'): { done(line: string): void; stop(): void };
}
