import { printable } from '../../terminal/printable.ts';
import type { Appearance } from './onScreen.ts';

/** A time in milliseconds, at which somebody comes or goes. */
interface Cue {
  from: number;
  to: number;
  text: string;
}

/** Subtitles in the form of SubRip: who is on the screen, and a new cue whenever that changes. */
export function subtitles(people: Appearance[]): string {
  return cuesOf(people)
    .map(({ from, to, text }, at) => `${at + 1}\n${stamp(from)} --> ${stamp(to)}\n${text}\n\n`)
    .join('');
}

function cuesOf(people: Appearance[]): Cue[] {
  const spans = people.flatMap(({ who, spans }, place) =>
    spans.map(({ from, to }) => ({ who, place, from: milliseconds(from), to: milliseconds(to) })),
  );
  const begins = Map.groupBy(spans, ({ from }) => from);
  const ends = Map.groupBy(spans, ({ to }) => to);
  const times = [...new Set([...begins.keys(), ...ends.keys()])].sort((one, other) => one - other);
  const there = new Map<number, string>();
  const cues: Cue[] = [];
  times.forEach((from, at) => {
    for (const { place } of ends.get(from) ?? []) there.delete(place);
    for (const { place, who, to } of begins.get(from) ?? []) if (to > from) there.set(place, who);
    const to = times[at + 1];
    if (to === undefined || there.size === 0) return;
    const inOrder = [...there].sort(([one], [other]) => one - other);
    const text = inOrder.map(([, who]) => printable(who)).join(', ');
    const before = cues.at(-1);
    if (before?.to === from && before.text === text) before.to = to;
    else cues.push({ from, to, text });
  });
  return cues;
}

const milliseconds = (seconds: number) => Math.max(0, Math.round(seconds * 1000));

function stamp(ms: number): string {
  const parts = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')},${String(ms % 1000).padStart(3, '0')}`;
}
