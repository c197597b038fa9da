import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { median, type Spread, spread } from '../report/statistics.ts';
import { atLeast, atMost, type Target } from '../report/Target.ts';
import { faceLike, SPACE } from './faceLike.ts';
import { type IndexFigures, measureIndex } from './measureIndex.ts';
import { type Loading, measureLoading } from './measureLoading.ts';
import { openSearches, type Search } from './searches.ts';

export interface GalleryFigures extends Figures {
  queries: number;
  sizes: SizeFigures[];
  index: IndexFigures[];
  loading: Loading[];
}

interface SizeFigures {
  photos: number;
  /** Milliseconds a face. */
  times: { name: Search['name']; ms: Spread; timesAsFast: number }[];
  /** Of faces whose nearest photo or its distance is another than by the plain loop. */
  differing: number;
  /** The gallery's, its codes included, for each enrolled photo. */
  bytesEach: number;
}

const LOADS = 3;
/** The size that is promised to be fast. */
const LARGE = 100_000;
const MILLION = 1_000_000;
/** What floats of 32 bits can hold of a distance. */
const EQUAL = 1e-6;

export async function measureGallery(
  sizes: number[],
  queries: number,
  load: number,
  faces: number,
): Promise<GalleryFigures> {
  const bySize = sizes.map((photos) => measureSize(photos, queries));
  const index = await measureIndex(sizes, faces);
  const loading = await measureLoading(load, LOADS);
  const large = bySize.find(({ photos }) => photos === LARGE);
  const fast = large?.times.find(({ name }) => name === 'gallery')?.timesAsFast;
  const prepared = loading[0]!;
  return {
    queries,
    sizes: bySize,
    index,
    loading,
    targets: [
      atMost({
        what: 'faces with another answer than by the plain loop',
        value: Math.max(...bySize.map(({ differing }) => differing)),
        limit: 0,
        unit: '',
      }),
      ...(fast === undefined
        ? []
        : [atLeast({ what: `gallery of ${LARGE}, times as fast`, value: fast, limit: 4, unit: 'x' })]),
      ...promises(index),
      ...(prepared.photos === LARGE
        ? [atMost({ what: `loading ${LARGE}`, value: prepared.seconds.median, limit: 2, unit: 's' })]
        : []),
    ],
  };
}

/** Of the index, where a million are searched. */
function promises(index: IndexFigures[]): Target[] {
  const its = index.find(({ photos }) => photos === MILLION);
  if (!its) return [];
  const what = (which: string) => `index of ${MILLION}, ${which}`;
  return [
    atLeast({ what: what('recall of people'), value: its.recall.enrolled, limit: 0.998, unit: '' }),
    atMost({ what: what('p99'), value: its.ms.p99, limit: 2, unit: 'ms' }),
    atMost({ what: what('memory in all'), value: its.peakMb, limit: 600, unit: 'MB' }),
    atMost({ what: what('start'), value: its.startSeconds, limit: 3, unit: 's' }),
  ];
}

function measureSize(photos: number, queries: number): SizeFigures {
  progress(`Searching ${photos} enrolled photos ...`);
  const bytesEach = bytesOf(photos) / photos;
  const faces = faceLike(1);
  const width = faces.descriptorOf(0).length;
  const searches = openSearches(faces.enrolled(photos), photos, width);
  const taken = new Map(searches.map(({ name }) => [name, [] as number[]]));
  let differing = 0;
  // The first two are not counted: they make the codes, and compile.
  for (let query = -2; query < queries; query++) {
    // In turn somebody who is enrolled, and a stranger.
    const face = faces.descriptorOf(
      query % 2 === 0 ? Math.floor((query + 2) * 0.31 * photos) % photos : -2 - query,
    );
    const answers = searches.map(({ name, nearest }) => {
      const began = performance.now();
      const answer = nearest(face);
      if (query >= 0) taken.get(name)!.push(performance.now() - began);
      return { name, ...answer };
    });
    const [plain, gallery] = answers as [(typeof answers)[number], (typeof answers)[number]];
    if (gallery.person !== plain.person || !(Math.abs(gallery.distance - plain.distance) <= EQUAL))
      differing++;
  }
  const plain = taken.get('plain loop')!;
  const times = searches.map(({ name }) => {
    const ms = taken.get(name)!;
    return { name, ms: spread(ms), timesAsFast: median(plain.map((one, at) => one / ms[at]!)) };
  });
  return { photos, times, differing, bytesEach };
}

/** What a gallery takes of the heap and outside of it. */
function bytesOf(photos: number): number {
  const faces = faceLike(1);
  const face = { descriptor: faces.descriptorOf(0), space: SPACE };
  const before = bytesInUse();
  const gallery = new MemoryGallery(SPACE, faces.enrolled(photos));
  gallery.nearestTo(face, 2);
  const after = bytesInUse();
  // Keeps the gallery until it was counted.
  gallery.nearestTo(face, 2);
  return after - before;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
