import test from 'ava';
import { countChunk, putPlan } from '../../store/chunks/plans.ts';
import type { AnalysedVideo } from '../../store/ImageItem.ts';
import { dropTracks, putTracks } from '../../store/results/tracksFile.ts';
import { cutOut } from '../cli/command.ts';
import { putFilm } from '../support/putFilm.ts';
import { sample } from '../support/samples.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { panned } from '../video/support/panned.ts';
import { type Client, openClient } from './support/openClient.ts';

let stack: Stack;
let client: Client;
test.before(async () => {
  stack = await startStack();
  client = await openClient(stack.endpoint);
});
test.after.always(() => stack?.stop());

test.serial('a film is told with its tracks, who is in it, and where somebody is seen in it', async (t) => {
  const photo = await sample(1);
  const { item } = await stack.analysed('photo.jpg', photo);
  if (item.status !== 'analysed' || item.kind) throw new Error(item.status);
  await stack.analysed('people/ann/1.jpg', await cutOut(photo, item.faces[0]!));
  const { item: film } = await stack.analysed('film.mp4', await panned(photo));
  t.is(film.status, 'analysed');
  const { body } = await client.ask('GET', '/v1/images/film.mp4');
  t.like(body, { kind: 'video', status: 'analysed', people: ['ann'], format: 'mp4' });
  const ann = body.tracks.findIndex(({ person }: { person?: string }) => person === 'ann');
  const { path } = body.tracks[ann];
  t.is(path.length % 5, 0);
  const tracks = await client.ask('GET', '/v1/images/film.mp4/tracks');
  t.deepEqual(tracks.body.tracks, body.tracks);
  const { body: seen } = await client.ask('GET', '/v1/people/ann/sightings');
  const { from, to } = body.tracks[ann];
  const there = seen.sightings.filter(({ image }: { image: string }) => image === 'film.mp4');
  t.like(
    there.find(({ track }: { track: number }) => track === ann),
    { track: ann, from, to },
  );
  t.true(there.every((one: object) => !('face' in one)));
  const listed = await client.ask('GET', '/v1/images?limit=1');
  t.is(listed.body.images[0].image, 'film.mp4');
  t.is((await fetch(`${stack.endpoint}/v1/images/film.mp4/picture?track=${ann}`)).status, 200);
  t.is((await client.ask('GET', '/v1/images/photo.jpg/tracks')).status, 404);
});

test.serial('while a film is looked at it is told how much of it has been', async (t) => {
  const plan = 'a'.repeat(32);
  await putPlan(stack.store, { plan, image: 'long.mp4', begin: [0, 10, 20] });
  const left = { engine: undefined, frames: undefined, trackCount: undefined, tracks: undefined };
  await putFilm(stack, 'long.mp4', Buffer.from('a film'), { ...left, status: 'analysing', plan, chunks: 3 });
  const done = async () => {
    const { body } = await client.ask('GET', '/v1/images/long.mp4');
    const { body: listed } = await client.ask('GET', '/v1/images?status=analysing');
    t.deepEqual(listed.images, [body]);
    t.is(body.plan, undefined);
    return body.chunksDone;
  };
  t.is(await done(), 0);
  await countChunk(stack.store, plan, 1);
  t.is(await done(), 1);
});

test.serial('tracks that are too many for the result are all told where they are asked for', async (t) => {
  const track = { from: 0, to: 1, samples: 2, time: 0.5, score: 0.9, decision: 'unknown' as const };
  const box = { left: 0.1, top: 0.1, width: 0.1, height: 0.1 };
  const quality = { sharpness: 5, brightness: 100, size: 60, roll: 0, yaw: 0, pitch: 0 };
  const full = [0, 1, 2].map((at) => ({
    ...track,
    box,
    quality,
    unknown: at + 1,
    path: [0, 0.1, 0.1, 0.1, 0.1],
  }));
  const { etag } = await putFilm(stack, 'crowd.mp4', Buffer.from('a film'));
  const tracksAt = await putTracks(stack.store, 'x', {
    version: '1',
    image: 'crowd.mp4',
    etag,
    tracks: full,
  });
  const { path: _, ...first } = full[0]!;
  const some: Partial<AnalysedVideo> = { trackCount: 3, tracksLeftOut: 2, tracks: [first], tracksAt };
  await putFilm(stack, 'crowd.mp4', Buffer.from('a film'), some);
  const { body } = await client.ask('GET', '/v1/images/crowd.mp4');
  t.is(body.tracks.length, 1);
  t.is(body.tracksAt, undefined);
  t.deepEqual((await client.ask('GET', '/v1/images/crowd.mp4/tracks')).body.tracks, full);
  await dropTracks(stack.store, tracksAt.key);
  const lost = await client.ask('GET', '/v1/images/crowd.mp4/tracks');
  t.is(lost.status, 404);
  t.like(lost.body, { type: 'urn:face-inbox:tracks-lost', value: `s3://${tracksAt.bucket}/${tracksAt.key}` });
});
