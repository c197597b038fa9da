import type { Topology } from '../stacks/topology.ts';
import { keptBill } from './bill/keptBill.ts';
import { type Line, priced, total } from './bill/Line.ts';
import { billedSeconds, photosBill } from './bill/photosBill.ts';
import { imagesFor, tiered } from './bill/rekognition.ts';
import { restBill } from './bill/restBill.ts';
import { vectorBill } from './bill/vectorBill.ts';
import type { Profile } from './measure/Profile.ts';
import type { PriceTable } from './Prices.ts';
import type { Options } from './parseOptions.ts';

/** All that the command says. */
export interface Estimate {
  options: Options;
  pricesLookedUp: string;
  profile: Profile;
  memoryMb: number;
  /** Seconds that a photo is billed for. */
  seconds: number;
  /** Once. */
  analysis: { lines: Line[]; usd: number };
  /** Each month, also where nothing is dropped. */
  rest: { lines: Line[]; usd: number; usdBeyondFree: number };
  /** Each month that the photos are kept. */
  kept: { lines: Line[]; usd: number };
  rekognition: {
    images: number;
    usd: number;
    /** Of our price for the same photos. */
    times: number;
    /** Were only one face of each photo searched for. */
    leastTimes: number;
    /** Each month, for what it has to keep of the faces. */
    keptUsd: number;
  };
}

/** @param inVectorIndex whether people are searched by DynamoDB's own vector index */
export function estimate(
  options: Options,
  measured: Profile,
  topology: Topology,
  prices: PriceTable,
  { inVectorIndex = false } = {},
): Estimate {
  const { photos, faces, region, batch, architecture, secondsPerPhoto } = options;
  const profile =
    secondsPerPhoto === undefined
      ? measured
      : { ...measured, seconds: { ...measured.seconds, work: secondsPerPhoto, waits: 0 } };
  const { memoryMb } = topology.functions[0]!;
  const bill = (positions: Parameters<typeof priced>[0]) =>
    priced(
      positions.filter(({ quantity }) => quantity > 0),
      prices,
      region,
    );
  const analysis = bill([
    ...photosBill(profile, { photos, batch, memoryMb, architecture }),
    ...(inVectorIndex ? vectorBill(profile, photos) : []),
  ]);
  const rest = bill(restBill(topology, profile, options));
  const kept = bill(keptBill(topology, profile, { photos, batch }));
  const tiers = prices.rekognition.regions[region]!;
  const images = imagesFor(photos, faces);
  return {
    options,
    pricesLookedUp: prices.lookedUp,
    profile,
    memoryMb,
    seconds: billedSeconds(profile, batch),
    analysis: { lines: analysis, usd: total(analysis) },
    rest: {
      lines: rest,
      usd: total(rest),
      usdBeyondFree: rest.reduce((sum, { usdBeyondFree }) => sum + usdBeyondFree, 0),
    },
    kept: { lines: kept, usd: total(kept) },
    rekognition: {
      images,
      usd: tiered(images, tiers),
      times: tiered(images, tiers) / total(analysis),
      leastTimes: tiered(imagesFor(photos, Math.min(1, faces)), tiers) / total(analysis),
      keptUsd: ((photos * faces) / 1000) * prices.prices.faceVectors.regions[region]!,
    },
  };
}
