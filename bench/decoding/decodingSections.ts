import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { DecodingFigures } from './measureDecoding.ts';

export function decodingSections({ rounds, times, memory }: DecodingFigures): Section[] {
  const photos = [...new Set(times.map(({ photo }) => photo))];
  return [
    ...photos.map((photo) => ({
      title: `Decoding ${photo} pixels, one thread, ms: median of ${rounds} interleaved rounds, and their range`,
      heads: [
        { title: 'what' },
        { title: 'ms', right: true },
        { title: 'least', right: true },
        { title: 'most', right: true },
      ],
      rows: times
        .filter((time) => time.photo === photo)
        .map(({ what, ms }) => [what, amount(ms.median), amount(ms.low), amount(ms.high)]),
    })),
    {
      title: 'Resident memory at most, above what the process has before, MB',
      heads: [{ title: 'photo' }, { title: 'what' }, { title: 'MB', right: true }],
      rows: memory.map(({ photo, what, aboveMb }) => [photo, what, amount(aboveMb)]),
      note: 'Each in a process of its own.',
    },
  ];
}
