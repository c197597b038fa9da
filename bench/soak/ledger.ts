import type { ImageItem } from '../../store/ImageItem.ts';
import type { Sighting } from '../../store/sightings.ts';

/** What was announced, of all versions of all keys. */
export interface Ledger {
  enter(detail: Record<string, unknown>): void;
  /** Keys of which anything was announced. */
  keys(): number;
  events(): number;
  /** Whether the version that the item tells of was. */
  has(item: ImageItem): boolean;
  /** Versions that were announced under more than one id, in words. */
  underTwoIds(): string[];
}

export function openLedger(): Ledger {
  /** By key, then by the version's sequencer: ids. */
  const all = new Map<string, Map<string, Set<string>>>();
  let events = 0;
  return {
    enter({ image, sequencer, id }) {
      const versions = all.get(String(image)) ?? new Map<string, Set<string>>();
      const ids = versions.get(String(sequencer)) ?? new Set();
      all.set(String(image), versions.set(String(sequencer), ids.add(String(id))));
      events++;
    },
    keys: () => all.size,
    events: () => events,
    has: ({ image, sequencer }) => all.get(image)?.has(sequencer) ?? false,
    underTwoIds: () =>
      [...all].flatMap(([key, versions]) =>
        [...versions].flatMap(([sequencer, ids]) =>
          ids.size > 1 ? [`${key}: version ${sequencer} was announced as ${[...ids].join(' and ')}`] : [],
        ),
      ),
  };
}

/** Faces that more than one sighting tells of, in words. */
export function sightedTwice(sightings: Sighting[]): string[] {
  const face = ({ image, box }: Sighting) => `${image}: the face at ${box.left}, ${box.top}`;
  const byFace = Object.groupBy(sightings, face);
  return Object.entries(byFace).flatMap(([which, some = []]) =>
    some.length > 1 ? [`${which} was seen ${some.length} times`] : [],
  );
}
