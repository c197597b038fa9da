/** The photos to measure on; or, where a pairs.txt says so, those it names and how they are compared. */
export interface PhotoSet {
  photos: LabelledPhoto[];
  /** What was not taken, and why: one line each. */
  leftOut: string[];
  pairs?: NamedPairs;
}

export interface LabelledPhoto {
  person: string;
  /** `<person>/<file>`, by which it is named in the report. */
  name: string;
  file: string;
}

export interface NamedPairs {
  folds: number;
  /** `a` and `b` are indices of `photos`. */
  pairs: { fold: number; same: boolean; a: number; b: number }[];
}
