/** What a message says that is to mend the tables, beside what S3's messages say. */
export interface Mend {
  /**
   * The sequencer of the item that is wrong or incomplete, null for none: once another stands, it is not done again for
   * that, so that a repeated message does nothing.
   */
  of: string | null;
  /** Sightings and enrolments of this photo that nothing accounts for. */
  sightings: { person: string; seenAt: string; sequencer: string }[];
  people: { person: string; sequencer: string }[];
  /** Descriptors of its faces that are kept though nothing accounts for them. */
  unknown?: { face: number; sequencer: string }[];
}

export function isMend(value: unknown): value is Mend {
  const { of, sightings, people, unknown = [] } = Object(value) as Record<string, unknown>;
  return (
    (of === null || typeof of === 'string') &&
    areRows(sightings, ['person', 'seenAt', 'sequencer']) &&
    areRows(people, ['person', 'sequencer']) &&
    areRows(unknown, ['sequencer']) &&
    unknown.every(({ face }) => Number.isInteger(face))
  );
}

function areRows(rows: unknown, names: string[]): rows is Record<string, unknown>[] {
  return (
    Array.isArray(rows) &&
    rows.every((row) =>
      names.every((name) => typeof (Object(row) as Record<string, unknown>)[name] === 'string'),
    )
  );
}
