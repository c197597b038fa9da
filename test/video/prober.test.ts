import { readFileSync } from 'node:fs';
import test from 'ava';
import { probe } from '../../video/probe.ts';
import { openVideoProber } from '../../video/worker/openVideoProber.ts';
import { startVideoDecoder } from '../../video/worker/startVideoDecoder.ts';
import { testLinux } from '../faults/support/openTestDecoder.ts';
import { EVERY, numberedFilm, sourceOf } from './support/films.ts';

const LIMITS = { seconds: 60, megabytes: 1000 };

test('A process that only probes tells what is told without it, and refuses what is no video', async (t) => {
  const prober = openVideoProber(LIMITS);
  t.teardown(() => prober.close());
  const film = await numberedFilm({ frames: 60 });
  t.deepEqual(await prober.probe(sourceOf(film)), await probe(sourceOf(film)));
  await t.throwsAsync(prober.probe(sourceOf(Buffer.from('no film'))), {
    name: 'VideoError',
    message: /video/,
  });
  await t.throwsAsync(prober.probe(sourceOf(film), { maxSeconds: 1, maxPixels: 1e6 }), {
    message: /at most 1 are allowed/,
  });
});

testLinux('A process that only probes has no machine code of a decoder, and decodes nothing', async (t) => {
  const film = await numberedFilm({ frames: 60 });
  const child = startVideoDecoder('probeProcess', LIMITS);
  t.teardown(() => child.end());
  const begin = { what: 'begin', bytes: film.length, chunk: { from: 0 }, options: EVERY } as const;
  await t.throwsAsync(child.ask(begin, sourceOf(film)), {
    name: 'DecoderError',
    message: /only probes was asked to begin/,
  });
  t.notRegex(readFileSync(`/proc/${child.pid}/maps`, 'utf8'), /node-av/);
});

test('A process that only probes is replaced when it dies', async (t) => {
  const prober = openVideoProber(LIMITS);
  t.teardown(() => prober.close());
  await prober.ready;
  const first = prober.pid();
  process.kill(first, 'SIGKILL');
  const film = await numberedFilm({ frames: 10 });
  t.is((await prober.probe(sourceOf(film))).codec, 'h264');
  t.not(prober.pid(), first);
});
