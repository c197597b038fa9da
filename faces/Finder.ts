import { SettingError } from '../config/SettingError.ts';
import type { Settings } from '../config/settings.ts';
import type { Looks } from './detect/findBoxes.ts';
import type { Engine, Space } from './engine/Engine.ts';
import { EngineError } from './engine/EngineError.ts';
import { openEngine } from './engine/openEngine.ts';
import type { Limit } from './match/limitFor.ts';
import type { Calibration } from './match/similarity.ts';

/** What finds and describes faces: an engine, and how it is used. */
export interface Finder {
  engine: Engine;
  looks: Looks;
  alignment: Settings['alignment'];
  /** Pixels of a picture's longer side that are enough to find most faces in; absent: all there are. */
  enough?: number;
  /** Of the descriptors; only those of one space are comparable. */
  space: string;
  /** What a distance says within the space: up to where it is a match, and how sure. */
  match: Match;
}

interface Match extends Limit {
  calibration: Calibration;
}

/** A photo of 12 megapixels is then decoded at half its size, which the detector's 512 and most chips can do with. */
const ENOUGH = 1280;
/** Where the setting does not say, and the recogniser tells how near strangers come. */
const MAX_FALSE_MATCHES = 0.001;

/**
 * @throws EngineError, WeightsError, SettingError as `openEngine` does; SettingError where MATCH_DISTANCE or
 * MAX_FALSE_MATCHES is nothing for the recogniser.
 */
export async function openFinder(settings: Settings): Promise<Finder> {
  const engine = await openEngine(settings);
  const { alignment } = settings;
  const space = engine.recogniser.spaces[alignment];
  if (space === undefined)
    throw new EngineError(
      `ALIGNMENT is ${alignment}, but the recogniser of ${engine.weights} was not made for that. Unset ALIGNMENT.`,
    );
  return {
    engine,
    alignment,
    ...(alignment === 'trained' && { enough: ENOUGH }),
    space: space.name,
    match: { ...limitIn(space, settings), calibration: space.calibration },
    looks: {
      minScore: settings.minScore,
      large: settings.detectLarge,
      small: settings.detectSmall,
      turned: settings.detectTurned,
    },
  };
}

/** @throws SettingError as `openFinder` does */
export function limitIn({ name, limit, limits: [low, high], strangers }: Space, settings: Settings): Limit {
  const { matchDistance, maxFalseMatches } = settings;
  if (matchDistance !== undefined) {
    if (matchDistance >= low && matchDistance <= high) return { limit: matchDistance };
    throw new SettingError(
      `MATCH_DISTANCE is ${matchDistance}, but in the space ${name} it must be a number from ${low} to ${high}. ` +
        `Set it so, or unset it for the recogniser's own (at most ${limit}).`,
    );
  }
  if (strangers) return { limit, strangers: { ...strangers, rate: maxFalseMatches ?? MAX_FALSE_MATCHES } };
  if (maxFalseMatches === undefined) return { limit };
  throw new SettingError(
    `MAX_FALSE_MATCHES is ${maxFalseMatches}, but nothing is known of how near strangers come in the space ${name}. ` +
      "Add `match.strangers` to the recogniser's manifest (`npm run calibrate` gives it, docs/engines.md), or unset " +
      `MAX_FALSE_MATCHES: then ${limit} is the limit, whatever the number of people.`,
  );
}
