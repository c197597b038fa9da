import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { ColdFigures, ColdStart } from './measureCold.ts';

const PARTS: Record<Exclude<keyof ColdStart, 'client'>, string> = {
  process: 'process and runtime client',
  code: 'bundle, SDK, settings',
  engine: 'networks, decoder',
  first: 'first photo',
  whole: 'start to first result',
  second: 'second photo',
};

/** The cold starts as a table a client. */
export function coldSections({ rounds, architecture, starts }: ColdFigures): Section[] {
  return starts.map(({ client, ...parts }) => ({
    title: `Milliseconds of a packaged function (${architecture}) under ${client === 'local' ? 'the client of npm start' : client}`,
    heads: [{ title: '' }, ...['median', 'least', 'most'].map((title) => ({ title, right: true }))],
    rows: Object.entries(PARTS).map(([part, what]) => {
      const { median, low, high } = parts[part as keyof typeof PARTS];
      return [what, ...[median, low, high].map(amount)];
    }),
    note: `Of ${rounds} fresh processes. Each part's figures are its own, so they do not add up.`,
  }));
}
