import type { FaceItem } from '../ImageItem.ts';

/**
 * The table `unknown` has four sorts of rows, told apart by `of`: faces (`photo <key>`, by their place in the photo), groups
 * (`groups`, by their number; only those to which something has happened), the steps by which groups have changed (`steps`, by their
 * number), and one that counts (`count`). Together in one table, since one transaction changes several of them.
 */
export interface UnknownRow {
  of: string;
  at: string;
  image: string;
  face: number;
  descriptor: Uint8Array;
  space: string;
  /** '' for the unnamed one. Faces of two are never in one group. */
  collection: string;
  /** Of the change of the photo that it follows from. */
  sequencer: string;
  /** Of the photo, as its item has it. */
  takenAt: string;
  /** Of the group it was put into; absent as long as it is in none. */
  group?: number;
  /** Somebody who was enrolled later, and is matched; the group stays as it is. */
  found?: Found;
  /** By which photo somebody was found before, see `lostBy`: where the result still tells so, it is known whom to tell. */
  lost?: string;
  /** The version of the gallery by which that was last looked for, whether anybody was found or not. */
  soughtAt?: number;
  /** Unix seconds. */
  expiresAt: number;
  /** There as long as it is in no group. */
  waiting?: typeof WAITING;
  waitingSince?: string;
}

/** What is told of a face that was unknown when its photo was looked at, and is known since. */
export type Found = Required<
  Pick<FaceItem, 'person' | 'distance' | 'similarity' | 'matchedPhoto' | 'limit'>
> &
  Pick<FaceItem, 'runnerUp'>;

/** What has happened to a group. */
export interface GroupRow {
  of: typeof GROUPS;
  /** The number. */
  at: string;
  /** The group it has become one with, which goes by the lower number. */
  into?: number;
  /** Who it is, by the qualified name. */
  name?: string;
  /** Of groups that are surely other people's. */
  apart?: number[];
  /** Results may still tell what was before. */
  untold?: true;
}

export const GROUPS = 'groups';
export const STEPS = 'steps';
export const WAITING = 'yes';
export const COUNT = { of: 'count', at: '0' };
/** What `of` begins with for the faces of a photo. */
export const PHOTO = 'photo ';

export const faceKey = (image: string, face: number) => ({ of: `${PHOTO}${image}`, at: String(face) });
export const groupKey = (group: number) => ({ of: GROUPS, at: String(group) });
/** Sorts by number. */
export const stepKey = (revision: number) => ({ of: STEPS, at: String(revision).padStart(12, '0') });

/** By what name a group goes in results, sightings and commands. */
export function groupName(collection: string, group: number): string {
  return collection === '' ? `unknown-${group}` : `${collection}/unknown-${group}`;
}
