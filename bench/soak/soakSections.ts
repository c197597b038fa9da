import { printable } from '../../terminal/printable.ts';
import { amount } from '../report/amount.ts';
import type { Growth } from '../report/growth.ts';
import type { Section } from '../report/publish.ts';
import type { SoakFigures } from './measureSoak.ts';

const right = (...titles: string[]) => titles.map((title) => ({ title, right: true }));
/** So many lines of what is wrong are shown; the JSON has all. */
const SHOWN = 20;

/** The figures of the soak as tables. */
export function soakSections(figures: SoakFigures): Section[] {
  const { options, pictures, aSecond, seconds, faults, announcements, verdict, memory } = figures;
  const { photos, clients, processes, seed } = options;
  return [
    {
      title: `${photos} photos from ${clients} clients, up to ${processes} processes of the function, seed ${seed}`,
      heads: [{ title: '' }, ...right('')],
      rows: [
        ['photos a second, until the last was dropped', amount(aSecond.dropping)],
        ['photos a second, until the last event', amount(aSecond.whole)],
        ['seconds from the first drop to the last event', amount(seconds)],
        ['dropped again with the same bytes', String(faults.again)],
        ['events delivered again', String(faults.redelivered)],
        ['function processes killed', String(faults.crashes.function)],
        ['decoders killed', String(faults.crashes.decoder)],
        ['everything killed and started again', String(faults.restarts)],
        ['events of the bus, repetitions among them', String(announcements)],
        ['items', String(verdict.items)],
        ['sightings', String(verdict.sightings)],
        ['lost', String(verdict.lost.length)],
        ['doubled', String(verdict.doubled.length)],
      ],
      note: `Cuts of ${pictures} pictures, each of bytes of its own.`,
    },
    {
      title: 'Memory, MB resident',
      heads: [{ title: '' }, ...right('after warm-up', 'at the end', 'growth', 'highest of all')],
      rows: [
        ['process of the function', ...grown(memory.function), amount(memory.highest.function)],
        ['what decodes for it', ...grown(memory.decoder), amount(memory.highest.decoder)],
        ['both together', ...grown(memory.both), ''],
      ],
      note: `One process, which was spared: from the last start of everything to the last drop, while all processes together saw ${memory.photos} photos. Medians of the second and the last quarter of ${memory.samples} samples; fewer than ${memory.tellingPhotos} photos would be hardly more than the warm-up.`,
    },
    ...list('Lost', verdict.lost),
    ...list('Doubled', verdict.doubled),
    ...list(
      'What the system said of the faults, times',
      Object.entries(figures.complaints).map(([line, times]) => `${times} ${line}`),
    ),
  ];
}

function grown(of: Growth | null): string[] {
  return of ? [amount(of.early), amount(of.late), `${of.growthPercent.toFixed(1)} %`] : ['-', '-', '-'];
}

function list(title: string, lines: string[]): Section[] {
  if (lines.length === 0) return [];
  const more = lines.length > SHOWN ? [`and ${lines.length - SHOWN} more; --json has them`] : [];
  return [{ title, note: [...lines.slice(0, SHOWN).map(printable), ...more].join('\n') }];
}
