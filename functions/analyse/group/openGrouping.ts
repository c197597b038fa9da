import { setTimeout } from 'node:timers/promises';
import type { Limit } from '../../../faces/match/limitFor.ts';
import { oneAtATime } from '../../../faces/oneAtATime.ts';
import type { Store } from '../../../store/openStore.ts';
import { doneTelling } from '../../../store/unknown/doneTelling.ts';
import { allGroups, facesOf, waitingFaces } from '../../../store/unknown/readRows.ts';
import { makeStep } from '../../../store/unknown/steps.ts';
import { tellGroups } from '../../../store/unknown/tellGroups.ts';
import { faceOf, groupsIn, idOf, join, type KnownGroups, openKnownGroups } from './KnownGroups.ts';
import { type Plan, planStep } from './planStep.ts';

/** Of others' faces so many are taken along where another was faster: those who come together then need few steps. */
const TAKEN_ALONG = 40;
const LONGEST_PAUSE_MS = 400;

/**
 * Puts the unknown faces of a photo into groups, and has its result tell so, and those of all photos whose group has become another.
 * It may be done again, by several at once, and be broken off anywhere: as long as the message about the photo is not done with, it
 * is done again, and finds by the rows what is left to do.
 * @param findKnown looks whether somebody in the photo was enrolled since it was looked at
 */
export function openGrouping(
  store: Store,
  space: string,
  match: Limit,
  findKnown: (image: string) => Promise<void>,
): (image: string) => Promise<void> {
  const knownNow = openKnownGroups(store, space, match);
  const inTurn = oneAtATime();
  const waitingOf = async (image: string) =>
    [...(await facesOf(store, image)).values()].filter(
      (row) => row.group === undefined && row.space === space,
    );

  const place = async (image: string): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const known = await knownNow();
      const own = await waitingOf(image);
      if (own.length === 0) {
        // Put into groups by another, or by somebody who may have ended right after.
        if (tries === 0) await finishTelling(store, known);
        return;
      }
      const all = tries === 0 ? own : [...own, ...(await others(image))];
      // In no group, so what is known of them is of an earlier look at their photos.
      forget(known, new Set(all.map(idOf)));
      const plan = planStep(store, known, all, match);
      const refused = await makeStep(store, known.counted, plan.last, plan.step, plan.actions);
      if (!refused) {
        await carryOut(store, known, plan, match);
        continue;
      }
      forget(known, new Set(refused.flatMap((place) => plan.rests[place] ?? [])));
      await setTimeout(Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * 2 ** tries));
    }
  };
  const others = async (image: string) =>
    (await waitingFaces(store, TAKEN_ALONG)).filter((row) => row.space === space && row.image !== image);

  return async (image) => {
    await inTurn(() => place(image));
    // After the rows are there: who is enrolled later finds them.
    await findKnown(image);
    await tellGroups(store, [image]);
  };
}

function forget({ groups }: KnownGroups, ids: ReadonlySet<string>): void {
  for (const one of groups.values()) one.remove(ids);
}

/** The step is made: it is known here as well, and told where groups have become one. */
async function carryOut(store: Store, known: KnownGroups, plan: Plan, match: Limit): Promise<void> {
  const { rows, last, step } = plan;
  for (const { row, group, descriptor } of rows)
    groupsIn(known, row.collection, row.space, match).put({ id: idOf(row), group, descriptor });
  const changed = step.joined.map(([, high]) => ({ high, images: imagesIn(known, high) }));
  join(known, [step]);
  known.counted = { revision: known.counted.revision + 1, last };
  for (const { high, images } of changed) {
    await tellGroups(store, images);
    await doneTelling(store, high);
  }
}

async function finishTelling(store: Store, known: KnownGroups): Promise<void> {
  for (const { at, untold, name } of await allGroups(store)) {
    // Who was given a name is told by the command that gave it.
    if (!untold || name !== undefined) continue;
    await tellGroups(store, imagesIn(known, Number(at)));
    await doneTelling(store, Number(at));
  }
}

function imagesIn({ groups }: KnownGroups, group: number): Set<string> {
  return new Set([...groups.values()].flatMap((one) => one.idsOf(group).map((id) => faceOf(id).image)));
}
