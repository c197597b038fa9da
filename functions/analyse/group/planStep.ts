import { openGroups } from '../../../faces/group/openGroups.ts';
import type { Limit } from '../../../faces/match/limitFor.ts';
import type { Store } from '../../../store/openStore.ts';
import { unpack } from '../../../store/people.ts';
import { groupChange, MOST_ACTIONS, placing, resting, type Step } from '../../../store/unknown/steps.ts';
import type { UnknownRow } from '../../../store/unknown/UnknownRow.ts';
import { faceOf, groupsIn, idOf, type KnownGroups } from './KnownGroups.ts';

type Actions = Parameters<typeof import('../../../store/unknown/steps.ts').makeStep>[4];

export interface Plan {
  step: Required<Pick<Step, 'placed' | 'joined'>>;
  last: number;
  actions: Actions;
  /** Of each action the face whose row it rests on; undefined for others. */
  rests: (string | undefined)[];
  rows: { row: UnknownRow; group: number; descriptor: Float32Array }[];
}

/**
 * One step that puts as many of the faces into groups as do not depend on each other: one that is linked to another of them, or meets
 * groups that another joins, waits for the next step.
 */
export function planStep(store: Store, known: KnownGroups, rows: UnknownRow[], match: Limit): Plan {
  const plan: Plan = {
    step: { placed: [], joined: [] },
    last: known.counted.last,
    actions: [],
    rests: [],
    rows: [],
  };
  const among = new Map<string, ReturnType<typeof openGroups>>();
  const busy = new Set<number>();
  const used = new Set<number>();
  const resters = new Set<string>();
  for (const row of rows) {
    const { space, collection } = row;
    const descriptor = unpack(row.descriptor);
    const { groups, links } = groupsIn(known, collection, space, match).place(descriptor);
    const new_ = among.get(collection) ?? openGroups(space, match);
    among.set(collection, new_);
    const joins = groups.length > 1;
    if (new_.place(descriptor).groups.length > 0) continue;
    if (groups.some((group) => busy.has(group) || (joins && used.has(group)))) continue;
    const rests = links.filter((id) => !resters.has(id));
    if (plan.actions.length + 1 + rests.length + Math.max(0, groups.length - 1) > MOST_ACTIONS) break;

    const [group = ++plan.last, ...others] = groups;
    const act = (action: Actions[number], rest?: string) => {
      plan.actions.push(action);
      plan.rests.push(rest);
    };
    act(placing(store, row, group));
    for (const id of rests) act(resting(store, faceOf(id)), id);
    for (const other of others) act(groupChange(store, other, { into: group }));
    plan.step.placed.push({ image: row.image, face: row.face });
    plan.step.joined.push(...others.map((other): [number, number] => [group, other]));
    plan.rows.push({ row, group, descriptor });
    for (const id of rests) resters.add(id);
    for (const one of groups) (joins ? busy : used).add(one);
    new_.put({ id: idOf(row), group, descriptor });
  }
  return plan;
}
