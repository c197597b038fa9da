import type { ConfinedLimits } from '../../faces/decode/worker/startConfined.ts';
import { keepVideoProcess, type VideoProber } from './keepVideoProcess.ts';

/**
 * `probe` in a process of its own, which has no decoder: a function that only asks what videos are is small. It is kept
 * from video to video, and replaced when it dies.
 */
export function openVideoProber(limits: ConfinedLimits): VideoProber {
  return keepVideoProcess('probeProcess', limits).prober;
}
