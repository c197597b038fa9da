import type { Weighed } from '../statistics/errorRates.ts';
import { axes, type Frame, px } from './axes.ts';

/** The ROC of `tarAtFar`: at each FAR the TAR that is reached with at most that share of impostors. */
export interface RocStep {
  far: number;
  tar: number;
}

/** The steps: `tar` holds from its `far` to the next one's. The first is that of a FAR of 0. */
export function rocSteps(genuine: Weighed, impostor: Weighed): RocStep[] {
  const steps: RocStep[] = [];
  const [all, others] = [genuine.distance.length, impostor.distance.length];
  let [accepted, admitted] = [0, 0];
  while (admitted <= others) {
    const bound = impostor.distance[admitted] ?? Infinity;
    while (accepted < all && genuine.distance[accepted]! < bound) accepted++;
    if (steps.at(-1)?.tar !== accepted / all) steps.push({ far: admitted / others, tar: accepted / all });
    if (bound === Infinity) break;
    while (admitted < others && impostor.distance[admitted] === bound) admitted++;
  }
  return steps;
}

/** The ROC, FAR from the first power of ten that one impostor pair reaches to 1, TAR from a round number below all. */
export function rocPanel(frame: Frame, genuine: Weighed, impostor: Weighed): string {
  const steps = rocSteps(genuine, impostor);
  const decades = Math.max(1, Math.ceil(Math.log10(impostor.distance.length)));
  const lowest = Math.min(0.95, Math.floor(steps[0]!.tar * 20) / 20);
  const x = (far: number) => frame.left + frame.width * Math.max(0, 1 + Math.log10(far) / decades);
  const y = (tar: number) => frame.top + frame.height * (1 - (tar - lowest) / (1 - lowest));
  const path = steps.map(({ far, tar }, at) => {
    const here = far === 0 ? frame.left : x(far);
    return at === 0 ? `M${px(here)} ${px(y(tar))}` : `H${px(here)}V${px(y(tar))}`;
  });
  const farTicks = Array.from({ length: decades + 1 }, (_, at) => ({
    at: at / decades,
    label: `${Number((100 * 10 ** (at - decades)).toPrecision(1))} %`,
  }));
  const tarTicks = Array.from({ length: 6 }, (_, at) => ({
    at: at / 5,
    label: `${Number((100 * (lowest + ((1 - lowest) * at) / 5)).toFixed(1))} %`,
  }));
  return [
    axes(
      frame,
      { title: 'FAR: impostor pairs accepted', ticks: farTicks },
      { title: 'TAR: genuine pairs accepted', ticks: tarTicks },
    ),
    `<path class="roc" d="${path.join('')}H${frame.left + frame.width}"/>`,
  ].join('\n');
}
