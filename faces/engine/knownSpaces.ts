import { DLIB_RESNET } from './dlibResnet.ts';
import type { Recogniser } from './Engine.ts';

/** What can be said of a descriptor that comes from elsewhere, by the space that it claims to be of. */
export interface KnownSpace {
  dimensions: number;
  /** Least and greatest length of its vectors; absent where nothing is known of that. */
  lengths?: readonly [low: number, high: number];
}

/** By their names, the spaces of the built-in recogniser and those of the one in use. */
export function knownSpaces(...inUse: Recogniser[]): Map<string, KnownSpace> {
  return new Map(
    [DLIB_RESNET, ...inUse].flatMap(({ dimensions, spaces }) =>
      Object.values(spaces).map(({ name, lengths }) => [name, { dimensions, ...(lengths && { lengths }) }]),
    ),
  );
}
