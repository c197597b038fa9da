import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { atLeast, atMost, type Target } from '../report/Target.ts';
import { type BodiesFigures, measureBodies } from './measureBodies.ts';
import { type DropsFigures, measureDrops } from './measureDrops.ts';
import { type ListingFigures, measureListing } from './measureListing.ts';
import { measureStarts, type StartsFigures } from './measureStarts.ts';
import { startServices } from './startServices.ts';

export interface LocalFigures extends Figures {
  drops: DropsFigures;
  bodies: BodiesFigures;
  listing: ListingFigures;
  starts: StartsFigures;
}

export interface LocalSizes {
  drops: number;
  kilobytes: number;
  waves: number;
  megabytes: number;
  objects: number;
  rounds: number;
  starts: number;
}

/** What few objects are, to which many are held. */
const FEW = 500;
/** Bodies of each server in a round. */
const TRANSFERS = 8;
/** Growth below it is that of caches and of the heap between two collections. */
const FLAT_PERCENT = 5;

/** Drops, memory and listings have the services of one process; bodies another's, whose bucket is empty. */
export async function measureLocal(sizes: LocalSizes): Promise<LocalFigures> {
  const { drops: count, kilobytes, waves, megabytes, objects, rounds, starts: times } = sizes;
  const starts = await measureStarts(times);
  progress(`Bodies, ${rounds} rounds ...`);
  const bytes = megabytes * 2 ** 20;
  const bodies = await withServices((services) =>
    measureBodies(services, { bytes, transfers: TRANSFERS, rounds }),
  );
  const drops = await withServices((services) =>
    measureDrops(services, { bytes: kilobytes * 1000, drops: count, waves }),
  );
  const listing = await withServices((services) =>
    measureListing(services, { few: Math.min(FEW, objects), many: objects, rounds }),
  );
  const figures = { drops, bodies, listing, starts };
  return { ...figures, targets: targetsOf(figures) };
}

async function withServices<T>(
  work: (services: Awaited<ReturnType<typeof startServices>>) => Promise<T>,
): Promise<T> {
  const services = await startServices();
  try {
    return await work(services);
  } finally {
    await services.stop();
  }
}

function targetsOf({ drops, bodies, listing, starts }: Omit<LocalFigures, 'targets'>): Target[] {
  const { aCoreSecond, paced, memoryMb } = drops;
  return [
    ...(aCoreSecond
      ? [
          atLeast({
            what: 'drops for each core-second, all processes',
            value: aCoreSecond.median,
            limit: 120,
            unit: '',
          }),
        ]
      : []),
    atMost({
      what: `drop to event, p50 at ${paced.aSecond} drops a second`,
      value: paced.p50,
      limit: 30,
      unit: 'ms',
    }),
    atMost({
      what: `growth of memory over ${drops.drops} drops`,
      value: memoryMb.growthPercent,
      limit: FLAT_PERCENT,
      unit: '%',
    }),
    atLeast({ what: 'PUT against a file server', value: bodies.put.ratio.median, limit: 0.5, unit: 'x' }),
    atLeast({ what: 'GET against a file server', value: bodies.get.ratio.median, limit: 0.5, unit: 'x' }),
    atMost({ what: 'start to ready', value: starts.fresh.median, limit: 2, unit: 's' }),
    atLeast({
      what: `speed of listing ${listing.many.objects} against ${listing.few.objects}`,
      value: listing.ratio.median,
      limit: 1,
      unit: 'x',
    }),
  ];
}
