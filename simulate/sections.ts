import { amount } from '../bench/report/amount.ts';
import type { Section } from '../bench/report/publish.ts';
import type { BillLine } from './billOf.ts';
import type { Options } from './parseOptions.ts';
import type { Outcome } from './simulate.ts';
import type { Times, World } from './World.ts';

export interface Simulated {
  options: Options;
  memoryMb: number;
  times: Times;
  world: World;
  outcome: Outcome;
  bill: BillLine[];
}

const right = (title: string) => ({ title, right: true });
const ms = (seconds: number) => amount(1000 * seconds);

/** The result as tables. */
export function sections(of: Simulated): Section[] {
  return [course(of), limits(of), costs(of), measured(of)];
}

function course({ options, outcome, memoryMb }: Simulated): Section {
  const { first, looked, whole, chunks, frames, peak, environments, seconds } = outcome;
  return {
    title:
      `${amount(options.hours)} h at ${options.rate} frames a second, ${options.frames === 'every' ? 'every frame' : 'auto'}: ` +
      `${chunks} chunks of ${options.chunkSeconds} s`,
    heads: [{ title: '' }, right('s')],
    rows: [
      ['from the drop until the first chunk is begun', amount(first)],
      ['until the last chunk is done', amount(looked)],
      ['until the timeline is there', amount(whole)],
    ],
    note:
      `${frames} frames; at most ${peak} functions at once of ${options.concurrency}, ${environments} environments, ` +
      `${memoryMb} MB each; ${amount(seconds.looking)} s of functions are paid for.`,
  };
}

function limits({ outcome, world }: Simulated): Section {
  const { bound, reads, writes } = outcome;
  const { pollers } = world;
  return {
    title: 'Where it saturates',
    heads: [{ title: 'limit' }, right('allowed'), right('most'), { title: 'held up' }],
    rows: [
      ['functions at once', String(world.concurrency), String(outcome.peak), bindingFor(bound.concurrency)],
      [
        'queue: messages handed on at once',
        `${pollers.first} + ${amount(pollers.perSecond)}/s`,
        String(Math.max(0, outcome.peak - outcome.calls)),
        bindingFor(bound.queue),
      ],
      ['functions called to fetch', String(world.calls?.most ?? 0), String(outcome.calls), ''],
      [
        'new environments',
        world.environments ? `${world.environments.most} + ${world.environments.perSecond}/s` : '-',
        String(outcome.environments),
        bindingFor(bound.environments),
      ],
      ['S3: range reads a second', perSecond(world.reads), amount(reads.peak), heldFor(reads.waited)],
      [
        'DynamoDB: write units a second',
        perSecond(world.writes),
        amount(writes.peak),
        heldFor(writes.waited),
      ],
    ],
    note: `${reads.count} range reads, ${writes.count} write units, ${outcome.messages} messages.`,
  };
}

const perSecond = (rate: World['reads']) => (rate ? String(rate.perSecond) : '-');
const bindingFor = (seconds: number) => (seconds > 0 ? `for ${amount(seconds)} s` : 'never');
const heldFor = (seconds: number) => (seconds > 0 ? `${amount(seconds)} s, all together` : 'never');

function costs({ bill, options }: Simulated): Section {
  const sum = bill.reduce((total, { usd }) => total + usd, 0);
  return {
    title: `What it costs, USD, at the list prices of ${options.region}`,
    heads: [{ title: 'what' }, right('quantity'), { title: 'unit' }, right('USD a unit'), right('USD')],
    rows: [
      ...bill.map(({ what, quantity, unit, price, usd }) => [
        what,
        amount(quantity),
        unit,
        String(price),
        usd.toFixed(4),
      ]),
      ['sum', '', '', '', sum.toFixed(4)],
    ],
    note: 'The PUT and the storage of the film and free units are not in it.',
  };
}

function measured({ times, options }: Simulated): Section {
  return {
    title: 'What it is reckoned with, ms',
    heads: [{ title: 'what' }, right('ms')],
    rows: [
      ['a frame: decoded', ms(times.decode)],
      ['a frame: looked at, or passed', ms(times.look)],
      ['a chunk, besides: computed', ms(times.chunk)],
      ['a chunk, besides: waited', ms(times.chunkWaits)],
      ['to tell a video, to plan it', ms(times.tell + times.plan)],
      ['ten messages', ms(times.send)],
      ['to put the timeline together: once', ms(times.assemble)],
      ['to put the timeline together: a chunk', ms(times.assembleChunk)],
      ['a start of a function, median', ms(times.cold[1])],
    ],
    note:
      options.times === undefined
        ? "Measured on this machine just now; a processor of it stands for one of Lambda's."
        : `Read from ${options.times}; a processor of that machine stands for one of Lambda's.`,
  };
}
