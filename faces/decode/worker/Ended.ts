/**
 * How a confined process ended while a request was under way. `slow`: it computed beyond the time limit; `starved`: the
 * time was over, and it had been given less than half of it to compute in; `memory`: beyond the limit; `crashed`: by
 * itself, or by a signal that a fault of its own raises; `killed`: by a signal that only another process sends.
 */
export class Ended extends Error {
  override name = 'Ended';
  readonly how: 'slow' | 'starved' | 'memory' | 'crashed' | 'killed';
  constructor(how: Ended['how'], detail: string) {
    super(detail);
    this.how = how;
  }
}
