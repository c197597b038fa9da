import type { Limit } from '../match/limitFor.ts';
import { openGroups } from './openGroups.ts';

/** The number of each face's group, if the faces come in this order. */
export function groupAll(descriptors: Float32Array[], space: string, match: Limit): number[] {
  const groups = openGroups(space, match);
  const put = descriptors.map((descriptor, at) => {
    const [first, ...others] = groups.place(descriptor).groups;
    const group = first ?? at;
    groups.put({ id: String(at), group, descriptor });
    for (const other of others) groups.join(group, other);
    return group;
  });
  return put.map(groups.numberOf);
}
