import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import { disagreeing, nearestOf } from '../../faces/match/disagreeing.ts';
import type { Enrolled } from '../../faces/match/Gallery.ts';
import { strangersLimit } from '../../faces/match/strangersLimit.ts';
import { AccuracyError } from '../accuracy/AccuracyError.ts';
import type { Describer } from '../accuracy/Describer.ts';
import { randomNumbers, shuffled } from '../accuracy/statistics/randomNumbers.ts';

/** Of wrong enrolments, how many are found out, and how many right ones are suspected. */
export interface WrongReport {
  even: number;
  limit: number;
  sizes: WrongAt[];
}

interface WrongAt {
  /** Photos enrolled of each person; undefined for all there are. */
  photos: number | undefined;
  /** Right photos, and those of them that disagree, or are nearer to another person within the limit. */
  right: { count: number; disagree: number; another: number };
  /** Photos put under each wrong name in turn, and those of them that disagree, are nearer to another, or one of the two. */
  wrong: { count: number; disagree: number; another: number; either: number };
  /** Right photos of the person under whose name the wrong one was, that disagree then. */
  blamed: { count: number; disagree: number };
}

type Labelled = { person: string; descriptor: Float32Array };

const SIZES = [2, 3, 5, undefined];
const RATE = 0.001;
const DRAWS = 20;
/** Any number will do, as long as it is always the same one. */
const SEED = 1;

/** @throws AccuracyError where nothing is stored of the space */
export function measureWrong(people: Labelled[], { space: name }: Describer): WrongReport {
  const space = Object.values(DLIB_RESNET.spaces).find((one) => one.name === name);
  if (!space?.strangers)
    throw new AccuracyError(`Of the space ${name} nothing is stored to measure by. Unset RECOGNISER.`);
  const enrolled = people.map(({ person, descriptor }, at) => ({
    person,
    descriptor,
    photo: String(at),
    space: name,
  }));
  const { even } = space.calibration;
  const limit = strangersLimit(RATE, enrolled.length, space.strangers);
  return { even, limit, sizes: SIZES.map((photos) => measureAt(enrolled, photos, { even, limit })) };
}

function measureAt(
  all: Enrolled[],
  photos: number | undefined,
  by: { even: number; limit: number },
): WrongAt {
  const random = randomNumbers(SEED);
  const sums: WrongAt = {
    photos,
    right: { count: 0, disagree: 0, another: 0 },
    wrong: { count: 0, disagree: 0, another: 0, either: 0 },
    blamed: { count: 0, disagree: 0 },
  };
  for (let draw = 0; draw < (photos === undefined ? 1 : DRAWS); draw++) {
    const folders = [...Map.groupBy(all, ({ person }) => person).values()]
      .filter((own) => own.length >= Math.max(2, photos ?? 2))
      .map((own) => (photos === undefined ? own : shuffled(own, random).slice(0, photos)));
    for (const own of folders) {
      count(own, folders, by, sums.right);
      for (const strange of folders)
        if (strange !== own) for (const photo of strange) countWrong(photo, own, folders, by, sums);
    }
  }
  return sums;
}

function count(
  own: Enrolled[],
  folders: Enrolled[][],
  { even, limit }: { even: number; limit: number },
  sums: WrongAt['right'],
) {
  sums.count += own.length;
  sums.disagree += disagreeing(own, even).length;
  for (const photo of own)
    sums.another += Number(
      isAnothers(
        photo,
        own,
        folders.filter((one) => one !== own),
        limit,
      ),
    );
}

function countWrong(
  photo: Enrolled,
  own: Enrolled[],
  folders: Enrolled[][],
  { even, limit }: { even: number; limit: number },
  { wrong, blamed }: WrongAt,
) {
  const together = [...own, photo];
  const told = disagreeing(together, even);
  const isTold = told.includes(own.length);
  // The person whom it shows is enrolled by their other photos.
  const others = folders.filter((one) => one !== own).map((one) => one.filter((other) => other !== photo));
  const isNearer = isAnothers(photo, together, others, limit);
  wrong.count++;
  wrong.disagree += Number(isTold);
  wrong.another += Number(isNearer);
  wrong.either += Number(isTold || isNearer);
  blamed.count += own.length;
  blamed.disagree += told.length - Number(isTold);
}

function isAnothers(photo: Enrolled, own: Enrolled[], others: Enrolled[][], limit: number): boolean {
  const other = Math.min(...others.map((photos) => nearestOf(photo, photos)));
  return other <= limit && other < nearestOf(photo, own);
}
