import type { Track } from '../types.ts';

/** A track that is shown, with its number in the result where it has one: by that there is a picture of it. */
export interface Shown extends Track {
  picture?: number;
}

/** Somebody in a film, with all their appearances. */
export interface Row {
  key: string;
  /** As they are called. */
  name: string;
  person?: string;
  tracks: Shown[];
  /** The one that shows them longest. */
  best: Shown;
  seconds: number;
}

/** A row a person: those with a name first, then the unknown by number, then whom nobody can tell. */
export function rowsOf(tracks: Shown[]): Row[] {
  const groups = Map.groupBy(tracks, ({ person, unknown }) =>
    person !== undefined ? `person ${person}` : unknown !== undefined ? `unknown ${unknown}` : 'unusable',
  );
  const rows = [...groups].map(([key, of]): Row => {
    const { person, unknown } = of[0]!;
    const name = person ?? (unknown === undefined ? 'Not clear' : `Unknown ${unknown}`);
    const lengthOf = ({ from, to }: Track) => to - from;
    const pictured = of.filter(({ picture }) => picture !== undefined);
    const best = (pictured.length > 0 ? pictured : of).reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
    const seconds = of.reduce((sum, track) => sum + lengthOf(track), 0);
    return { key, name, ...(person !== undefined && { person }), tracks: of, best, seconds };
  });
  const rank = ({ person, key }: Row) => (person !== undefined ? 0 : key === 'unusable' ? 2 : 1);
  return rows.sort((a, b) => rank(a) - rank(b) || a.tracks[0]!.from - b.tracks[0]!.from);
}
