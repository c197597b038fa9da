import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { EnginesFigures } from './measureEngines.ts';

/** The figures of the engines as tables. */
export function enginesSections({
  photos,
  rounds,
  starts,
  fresh,
  steps,
  ratios,
  leftOut,
}: EnginesFigures): Section[] {
  const { samples, large } = photos;
  const largeMegapixels = `${Math.round((large.width * large.height) / 1e6)} MP`;
  const numbers = (...titles: string[]) => titles.map((title) => ({ title, right: true }));
  const all = [
    {
      title: `Milliseconds a photo (${samples.length} photos, 1920 px, ${rounds} rounds)`,
      heads: [
        { title: 'engine' },
        ...numbers('decode', 'detect', 'landmarks', 'describe', 'photo', 'cpu', 'faces'),
      ],
      rows: steps.map(({ engine, times, faces, processorMs }) => [
        engine,
        ...[times.decode, times.detect, times.landmarks, times.describe, times.whole].map(amount),
        amount(processorMs),
        String(faces),
      ]),
      note:
        'photo: from JPEG bytes to descriptors. cpu: processor time of all threads. tfjs-* and "as face-api": one ' +
        "look and face-api's crop, which is what the ratios compare; else by the settings.",
    },
    {
      title: `A fresh process (${starts} starts)`,
      heads: [
        { title: 'engine' },
        ...numbers('load ms', 'first result ms', 'MB at 1920 px', `MB at ${largeMegapixels}`),
      ],
      rows: fresh.map(({ engine, loadMs, firstResultMs, peakMemoryMb }) => [
        engine,
        ...[loadMs, firstResultMs, peakMemoryMb.sample, peakMemoryMb.large].map(amount),
      ]),
    },
    {
      title: 'The whole photo, times as fast',
      heads: [{ title: 'engine' }, { title: 'against' }, ...numbers('ratio', 'lowest', 'highest', 'by cpu')],
      rows: ratios.map(({ engine, against, median, low, high, byProcessorTime }) => [
        engine,
        against,
        ...[median, low, high, byProcessorTime].map(amount),
      ]),
      note: 'Ratios are taken within a round; of the rounds the median, the lowest and the highest.',
    },
  ];
  if (leftOut.length === 0) return all;
  const reasons = leftOut.map(({ engine, why }) => `${engine}: ${why}`);
  return [...all, { title: 'Left out', note: reasons.join('\n') }];
}
