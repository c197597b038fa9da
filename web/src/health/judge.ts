import { count, number } from '../parts/words.ts';
import { isBusy, type Stats } from './stats.ts';

interface Trouble {
  level: 'warn' | 'bad';
  /** What is wrong, as a sentence. */
  what: string;
  /** What to do, in words and commands. */
  todo: { words: string; command?: string }[];
}

/** How the inbox is, in words for who drops photos. */
export interface Health {
  level: 'good' | 'busy' | 'warn' | 'bad';
  /** A few words. */
  short: string;
  troubles: Trouble[];
}

/** Minutes without a result after which something stands still, where something waits. */
const STANDSTILL = 5;

export function judge(stats: Stats): Health {
  const troubles = [...givenUp(stats), ...standingStill(stats), ...triedAgain(stats)];
  const worst = troubles.find(({ level }) => level === 'bad') ?? troubles[0];
  if (worst) return { level: worst.level, short: shortOf(stats, worst), troubles };
  if (isBusy(stats)) return { level: 'busy', short: busyWords(stats), troubles };
  return { level: 'good', short: 'All done', troubles };
}

function givenUp({ queues: { deadLetters }, failures }: Stats): Trouble[] {
  const letters = deadLetters.waiting + deadLetters.atWork;
  if (letters === 0) return [];
  const error = failures ? ` The last error was ${failures.last.error}.` : '';
  return [
    {
      level: 'bad',
      what: `${letters === 1 ? 'One photo was' : `${number(letters)} photos were`} given up after five tries.${error}`,
      todo: [
        { words: 'Which, and why:', command: 'npx face-inbox dlq' },
        { words: 'Once that is mended, have them tried again:', command: 'npx face-inbox redrive' },
      ],
    },
  ];
}

function standingStill({ queues: { images, videos, chunks }, lastHour: { perMinute } }: Stats): Trouble[] {
  const waits = images.waiting + videos.waiting + chunks.waiting;
  const isWorking = images.atWork + videos.atWork + chunks.atWork > 0;
  if (waits === 0 || isWorking || perMinute.slice(-STANDSTILL).some((many) => many > 0)) return [];
  return [
    {
      level: 'bad',
      what: `${count(waits, 'photo')} ${waits === 1 ? 'waits' : 'wait'}, and none was looked at in the last ${STANDSTILL} minutes.`,
      todo: [{ words: 'What is the matter:', command: 'npx face-inbox doctor' }],
    },
  ];
}

function triedAgain({ queues: { retries }, failures }: Stats): Trouble[] {
  const again = retries.waiting + retries.atWork;
  if (again === 0) return [];
  const error = failures ? ` The last error was ${failures.last.error}.` : '';
  return [
    {
      level: 'warn',
      what: `${count(again, 'photo')} could not be looked at and ${again === 1 ? 'is' : 'are'} tried again.${error}`,
      todo: [{ words: 'That happens by itself, up to five times in all.' }],
    },
  ];
}

function shortOf({ queues }: Stats, { level }: Trouble): string {
  const letters = queues.deadLetters.waiting + queues.deadLetters.atWork;
  if (letters > 0) return `${number(letters)} given up`;
  if (level === 'bad') return 'Standing still';
  return `${number(queues.retries.waiting + queues.retries.atWork)} tried again`;
}

function busyWords({ queues: { images, videos, chunks } }: Stats): string {
  const photos = images.waiting + images.atWork;
  if (photos > 0) return `${number(photos)} to look at`;
  const parts = chunks.waiting + chunks.atWork;
  return parts > 0 ? `${count(parts, 'part')} of films` : `${count(videos.waiting + videos.atWork, 'film')}`;
}
