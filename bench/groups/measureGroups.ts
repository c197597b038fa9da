import { DLIB_RESNET } from '../../faces/engine/dlibResnet.ts';
import type { Limit } from '../../faces/match/limitFor.ts';
import { AccuracyError } from '../accuracy/AccuracyError.ts';
import type { Described } from '../calibrate/describeSets.ts';
import { crowd } from '../strangers/population.ts';
import { sourceOf } from '../strangers/sourceOf.ts';
import { type InOrders, inOrders, type Labelled } from './inOrders.ts';

/** Of synthetic people so many, with so many photos each. */
const CROWDS = [
  { people: 100, photos: 3, orders: 5 },
  { people: 100, photos: 10, orders: 5 },
  { people: 1000, photos: 3, orders: 5 },
  { people: 1000, photos: 10, orders: 2 },
  { people: 10_000, photos: 1, orders: 2 },
  { people: 10_000, photos: 3, orders: 2 },
];
const ORDERS = 20;
/** Any number will do, as long as it is always the same one. */
const SEED = 1;
/** The default of MAX_FALSE_MATCHES. */
const RATE = 0.001;

/**
 * Groups the labelled people, and synthetic ones who are alike, in several orders of arrival.
 * @throws AccuracyError where there are no photos of strangers, or the space has no parameters.
 */
export function measureGroups(described: Described, { space }: { space: string }): [string, InOrders][] {
  const { match, fit } = parametersOf(space);
  const source = sourceOf(described);
  if (source.alike.length < 2 || source.photos.length === 0)
    throw new AccuracyError(
      'Synthetic people are made of strangers and of photos of people who have three or more: name photos of several ' +
        'people with --strangers, and a folder with such people.',
    );
  const labelled = inOrders(described.people, { space, match, orders: ORDERS, seed: SEED });
  const synthetic = CROWDS.map(({ people, photos, orders }): [string, InOrders] => {
    const somebody = crowd(source, fit, SEED);
    const faces = Array.from({ length: people }).flatMap((_, person): Labelled[] => {
      const face = somebody();
      return Array.from({ length: photos }, () => ({ person, descriptor: face() }));
    });
    return ['synthetic', inOrders(faces, { space, match, orders, seed: SEED })];
  });
  return [['labelled', labelled], ...synthetic];
}

function parametersOf(name: string) {
  const space = Object.values(DLIB_RESNET.spaces).find((one) => one.name === name);
  if (!space?.strangers)
    throw new AccuracyError(
      `In the space ${name} nothing is stored of strangers, and they are what is measured. Unset RECOGNISER.`,
    );
  const match: Limit = { limit: space.limit, strangers: { ...space.strangers, rate: RATE } };
  return { match, fit: space.strangers };
}
