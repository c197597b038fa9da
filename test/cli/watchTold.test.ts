import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { onScreen, type ToldTrack } from '../../cli/watch/onScreen.ts';
import { subtitles } from '../../cli/watch/subtitles.ts';
import { timelineChart } from '../../cli/watch/timelineChart.ts';
import { displayWidth } from '../../terminal/displayWidth.ts';
import { BINDING } from '../../video/decode/binding.ts';

const FILM = { duration: 60, frameRate: 25 };

function track(from: number, to: number, more: Partial<ToldTrack>): ToldTrack {
  const box = { left: 0, top: 0, width: 0.1, height: 0.1 };
  return { from, to, time: from, box, decision: 'unknown', ...more };
}

test('somebody is on the screen up to the end of the last frame, and of frames that follow each other once', (t) => {
  const tracks = [
    track(20, 29.96, { unknown: 2 }),
    track(0, 4.96, { person: 'ann', similarity: 80 }),
    track(5, 9.96, { person: 'ann', similarity: 90.5 }),
    track(3, 4, { person: 'ann' }),
    track(15, 19.96, { person: 'bob' }),
    track(1, 2, { unknown: 1 }),
    track(1, 2, { decision: 'unusable' }),
    track(40, 59.96, { person: 'ann' }),
  ];
  t.deepEqual(onScreen(tracks, FILM), [
    {
      who: 'ann',
      named: true,
      spans: [
        { from: 0, to: 10 },
        { from: 40, to: 60 },
      ],
      similarity: 90.5,
    },
    { who: 'bob', named: true, spans: [{ from: 15, to: 20 }] },
    { who: 'unknown 1', named: false, spans: [{ from: 1, to: 2.04 }] },
    { who: 'unknown 2', named: false, spans: [{ from: 20, to: 30 }] },
  ]);
  const named = onScreen([track(0, 1, { person: 'unknown 1' }), track(5, 6, { unknown: 1 })], FILM);
  t.deepEqual(
    named.map((one) => one.named),
    [true, false],
    'a person who is called so is not the first unknown one',
  );
});

test('the chart has a line a person, bars by time, and marks what is missing', (t) => {
  const people = onScreen(
    [
      track(0, 14.96, { person: 'ann', similarity: 93.14 }),
      track(50, 50.2, { person: 'ann' }),
      track(30, 59.96, { unknown: 1 }),
    ],
    FILM,
  );
  const chart = timelineChart({ people, duration: 60, missing: [{ from: 20, to: 40 }] }, 80);
  const [labels, ruler, ann, unknown] = chart.split('\n');
  const bar = (line: string) => line.slice('unknown 1  '.length).split('  ')[0]!;
  const columns = bar(ann!).length;
  t.is(bar(unknown!).length, columns);
  t.is(bar(ruler!).length, columns);
  const at = (seconds: number) => Math.floor((seconds / 60) * columns);
  t.regex(bar(ann!).slice(0, at(14)), /^█+$/);
  t.regex(bar(ann!).slice(at(17), at(19)), /^\.+$/);
  t.regex(bar(ann!).slice(at(21), at(39)), /^\?+$/);
  t.is(bar(ann!)[at(50)], '▒', 'a fifth of a second is seen, and not as a whole column');
  t.regex(bar(unknown!).slice(at(31)), /^█+$/, 'where somebody is seen all is known of him');
  for (const seconds of [0, 10, 20, 30, 40, 50])
    t.is(labels!.slice(11 + at(seconds)).split(' ')[0], `0:${String(seconds).padStart(2, '0')}`);
  t.regex(ann!, / 0:15\.2 {5}93\.1$/);
});

test('the chart keeps its columns within 80, for names of every script and films of every length', (t) => {
  const names = ['佐藤 さくら', 'שרה כהן', 'محمد', 'a'.repeat(64), '😀 smile', 'é', 'Ann'];
  for (const duration of [0.04, 1, 13.7, 59, 60, 61, 600, 3600, 7200, 43_200]) {
    const people = onScreen(
      names.map((person, at) => track((at * duration) / 10, (at + 1) * (duration / 10), { person })),
      { duration },
    );
    const lines = timelineChart({ people, duration, missing: [] }, 80).split('\n');
    t.is(lines.length, 2 + names.length);
    for (const line of lines) t.true(displayWidth(line) <= 80, line);
    const begins = lines.slice(2).map((line) => displayWidth(line.slice(0, line.search(/[█▒.]{10}/))));
    t.is(new Set(begins).size, 1, `${duration} s: the bars begin at ${begins}`);
    for (const at of [1, 2]) t.regex(lines[2 + at]!, /[\u0590-\u06ff]\u200e +[█▒.]/);
    t.true(lines[0]!.includes('0:00'), lines[0]);
  }
});

test('subtitles are what a player reads: who is there, anew whenever that changes', async (t) => {
  const people = onScreen(
    [
      track(0, 9.96, { person: 'ann' }),
      track(4, 6.96, { unknown: 1 }),
      track(5, 5, { person: 'שרה כהן' }),
      track(3599.5, 3661.5, { person: '佐藤' }),
    ],
    { duration: 3662, frameRate: 25 },
  );
  t.deepEqual(await read(t, subtitles(people)), [
    { from: 0, to: 4000, text: 'ann' },
    { from: 4000, to: 5000, text: 'ann, unknown 1' },
    { from: 5000, to: 5040, text: 'ann, שרה כהן, unknown 1' },
    { from: 5040, to: 7000, text: 'ann, unknown 1' },
    { from: 7000, to: 10_000, text: 'ann' },
    { from: 3_599_500, to: 3_661_540, text: '佐藤' },
  ]);
  t.is(subtitles([]), '');
  t.regex(subtitles(people), /^6\n00:59:59,500 --> 01:01:01,540\n佐藤\n$/m);
});

interface Demuxer {
  openInputSync(file: string, format: null, options: null): number;
  readFrameSync(packet: { pts: bigint; duration: bigint; data: Buffer }): number;
  closeInputSync(): void;
}

/** The cues as FFmpeg reads them, which players are made of. */
async function read(t: ExecutionContext, text: string) {
  const dir = await mkdtemp(join(tmpdir(), 'face-inbox-srt-'));
  t.teardown(() => rm(dir, { recursive: true }));
  const file = join(dir, 'names.srt');
  await writeFile(file, text);
  const { FormatContext, Packet } = createRequire(import.meta.url)(`${BINDING}/node-av.node`);
  const film: Demuxer = new FormatContext();
  t.true(film.openInputSync(file, null, null) >= 0);
  const packet = new Packet();
  packet.alloc();
  const cues: { from: number; to: number; text: string }[] = [];
  while (film.readFrameSync(packet) >= 0) {
    const from = Number(packet.pts);
    cues.push({ from, to: from + Number(packet.duration), text: packet.data.toString() });
    packet.unref();
  }
  packet.free();
  film.closeInputSync();
  return cues;
}
