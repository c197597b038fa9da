import { euclidean } from '../match/Gallery.ts';
import { MemoryGallery } from '../match/MemoryGallery.ts';

/** A face that is kept, and the number of the group that it was put into. */
export interface Kept {
  id: string;
  group: number;
  descriptor: Float32Array;
}

interface Neighbour {
  group: number;
  id: string;
  distance: number;
}

export interface Neighbours {
  add(face: Kept): void;
  /** Of each group the nearest face, of those within the limit; nearest first. */
  within(descriptor: Float32Array, limit: number): Neighbour[];
  /** Forgets these faces. */
  remove(ids: ReadonlySet<string>): void;
}

/** The newest are compared one by one, until there are so many, or a share of the others: the others' codes are then made anew. */
const NEWEST = 256;
const SHARE = 1 / 8;
/** Groups asked for at first; as many again and again while all of them are within the limit. */
const ASKED = 8;

/** Faces of one space, to be searched while they become more: exactly, as the gallery searches. */
export function openNeighbours(space: string): Neighbours {
  let older: Kept[] = [];
  let newest: Kept[] = [];
  let gallery = new MemoryGallery(space);
  const enter = ({ id, group, descriptor }: Kept) =>
    gallery.add({ person: String(group), photo: id, descriptor, space });
  const inGallery = (descriptor: Float32Array, limit: number) => {
    for (let most = ASKED; ; most *= 2) {
      const found = gallery.nearestTo({ descriptor, space }, most);
      const within = found.filter(({ distance }) => distance <= limit);
      if (within.length < most) return within;
    }
  };
  return {
    add(face) {
      newest.push(face);
      if (newest.length < Math.max(NEWEST, SHARE * older.length)) return;
      for (const one of newest) enter(one);
      older.push(...newest);
      newest = [];
    },
    within(descriptor, limit) {
      const nearest = new Map<number, Neighbour>();
      const take = (neighbour: Neighbour) => {
        const known = nearest.get(neighbour.group);
        if (!known || neighbour.distance < known.distance) nearest.set(neighbour.group, neighbour);
      };
      for (const { person, photo, distance } of inGallery(descriptor, limit))
        take({ group: Number(person), id: photo, distance });
      for (const { id, group, descriptor: other } of newest) {
        const distance = euclidean({ descriptor, space }, { descriptor: other, space });
        if (distance <= limit) take({ group, id, distance });
      }
      return [...nearest.values()].sort((a, b) => a.distance - b.distance || a.group - b.group);
    },
    remove(ids) {
      const stays = ({ id }: Kept) => !ids.has(id);
      newest = newest.filter(stays);
      if (older.every(stays)) return;
      older = older.filter(stays);
      gallery = new MemoryGallery(space);
      for (const one of older) enter(one);
    },
  };
}
