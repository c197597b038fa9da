import type { ImageItem } from '../ImageItem.ts';
import type { Examined, Kind } from './examine.ts';

/** One deviation in words, for people and programs. */
export interface Deviation {
  kind: Kind;
  /** The object's key. */
  key: string;
  /** What the bucket holds of it. */
  bucket: string;
  /** What the tables say instead of what they should. */
  tables: string;
  remedy: string;
}

const RECONCILE = '`npx face-inbox reconcile`';
const REMEDIES: Record<Kind, string> = {
  missing: `${RECONCILE} has it analysed`,
  outdated: `${RECONCILE} has it analysed again`,
  gone: `${RECONCILE} removes the item and all that follows from it`,
  unfinished: `${RECONCILE} finishes it`,
  'sighting-missing': `${RECONCILE} has it analysed again`,
  'sighting-stray': `${RECONCILE} removes the sightings`,
  'enrolment-missing': `${RECONCILE} has it enrolled again`,
  'enrolment-stray': `${RECONCILE} removes the enrolment`,
  'kept-missing': `${RECONCILE} has it analysed again`,
  'kept-stray': `${RECONCILE} removes what is kept`,
  'group-untold': `${RECONCILE} has it analysed again`,
  overdue: `${RECONCILE} has it looked at anew`,
  'plan-stray': `${RECONCILE} removes them`,
  'result-missing': `${RECONCILE} has it analysed again`,
  'result-stray': `${RECONCILE} removes it`,
};

export function deviationsOf(examined: Examined): Deviation[] {
  const { key, object, kinds } = examined;
  const bucket = object
    ? `${object.bytes} bytes, ETag ${object.etag}, changed ${object.modified.toISOString()}`
    : 'nothing';
  return kinds.map((kind) => ({
    kind,
    key,
    bucket,
    tables: tablesSay(kind, examined),
    remedy: REMEDIES[kind],
  }));
}

function tablesSay(kind: Kind, { item, unseen, sightings, people, unknown, untold }: Examined): string {
  switch (kind) {
    case 'missing':
    case 'outdated':
    case 'gone':
      return inWords(item);
    case 'unfinished':
      return `${inWords(item)}; what has to follow from it is not done${item?.pending?.event ? `, "${item.pending.event}" among it` : ''}`;
    case 'sighting-missing':
      return `${inWords(item)}; no sighting of ${namesOf(unseen)}`;
    case 'sighting-stray':
      return `${inWords(item)}; yet a sighting of ${namesOf(sightings)}, which does not follow from it`;
    case 'enrolment-missing':
      return `${inWords(item)}; no enrolment of that change of it`;
    case 'enrolment-stray':
      return `${inWords(item)}; yet an enrolment of ${namesOf(people)}, which does not follow from it`;
    case 'kept-missing':
      return `${inWords(item)}; unknown faces that it says are kept are not`;
    case 'kept-stray':
      return `${inWords(item)}; yet unknown faces are kept that do not follow from it (${unknown.length})`;
    case 'overdue':
      return `${inWords(item)}, for more than a day: messages are lost`;
    case 'plan-stray':
      return `${inWords(item)}; yet there is what was found in parts of it, which does not follow from it`;
    case 'result-missing':
      return `${inWords(item)}; the object that has all of its tracks is gone`;
    case 'result-stray':
      return `${inWords(item)}; yet an object with its tracks, which does not follow from it`;
    case 'group-untold':
      return `${inWords(item)}; not of which groups ${untold.length} of its unknown faces are by now`;
  }
}

function inWords(item: ImageItem | undefined): string {
  if (!item) return 'no item';
  switch (item.status) {
    case 'removed':
      return 'that it is removed';
    case 'enrolled':
      return `an enrolment of ${item.person}, of ${versionOf(item)}`;
    default:
      return `an item (${item.status}) of ${versionOf(item)}`;
  }
}

function versionOf({ etag, bytes, modified }: { etag: string; bytes: number; modified?: string }): string {
  return `${bytes} bytes, ETag ${etag || 'unknown'}${modified === undefined ? '' : `, changed ${modified}`}`;
}

function namesOf(rows: { person: string }[]): string {
  return [...new Set(rows.map(({ person }) => person))].join(', ');
}
