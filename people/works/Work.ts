import type { PeopleProblem } from '../PeopleError.ts';

/** A change of the people that can take long, as it is asked for. */
export type Wanted =
  | { kind: 'rename' | 'merge'; person: string; to: string }
  | { kind: 'forget'; person: string }
  | { kind: 'name'; group: number; person: string; enrol: boolean }
  | { kind: 'split'; group: number; faces: { image: string; face: number }[] };

/** What has come of one. Numbers are absent where there is no such thing to count. */
export interface Outcome {
  /** Whom a group was named, with its collection. */
  person?: string;
  /** Moved, or deleted. */
  photos?: number;
  /** Results that tell otherwise now. */
  results?: number;
  sightings?: number;
  /** The photo that enrols whom a group was named. */
  enrolled?: string;
  /** Why nobody was. */
  notEnrolled?: string;
  /** The group that was made. */
  group?: string;
}

export interface Work {
  id: string;
  /** `person` is empty where they are forgotten, from a minute after that on. */
  wanted: Wanted;
  status: 'working' | 'done' | 'failed';
  /** How far it is, of what is done just now; `waiting` for what is at work to end. */
  step: { what: 'waiting' | 'photos' | 'results'; done: number; total: number };
  /** ISO 8601. */
  startedAt: string;
  endedAt?: string;
  outcome?: Outcome;
  /** Where it failed: asked for again, it goes on from there. */
  problem?: { problem: PeopleProblem | 'internal'; message: string };
}

/** The changes that are under way in this process, and those that have ended of late. */
export interface Works {
  /**
   * Begins it, or finds the same under way. Ends when it is begun.
   * @throws PeopleError where it cannot be
   */
  begin(wanted: Wanted): Promise<Work>;
  find(id: string): Work | undefined;
  /** The newest first. */
  list(): Work[];
}
