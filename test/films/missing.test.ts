import test from 'ava';
import { joinMissing } from '../../functions/analyse-chunk/joinMissing.ts';
import { eventOf } from '../../store/eventOf.ts';
import type { AnalysedVideo, Missing, TrackItem } from '../../store/ImageItem.ts';

const parts = (count: number, message: (at: number) => string): Missing[] =>
  Array.from({ length: count }, (_, at) => ({
    from: at,
    to: at + 1,
    reason: 'failed',
    message: message(at),
  }));

test('texts of why something is missing are whole where there are few, and cut to 200 bytes where there are many', (t) => {
  const long = (at: number) => `${at}${'ü€🙂'.repeat(100)}`;
  t.deepEqual(joinMissing(parts(2, long)), parts(2, long));
  const many = joinMissing(parts(1000, long));
  t.is(many.length, 200);
  t.is(many.at(-1)!.to, 1000);
  for (const [at, { message }] of many.entries()) {
    const bytes = Buffer.byteLength(message!);
    t.true(bytes <= 200 && bytes > 190, `${bytes}`);
    t.true(message!.endsWith('…') && long(at).startsWith(message!.slice(0, -1)), message);
  }
  t.deepEqual(joinMissing([{ from: 0, to: 1, reason: 'damaged' }]), [{ from: 0, to: 1, reason: 'damaged' }]);
});

test('what is said in an event beside the tracks leaves less room for them', (t) => {
  const track: TrackItem = {
    ...{ from: 0, to: 1, samples: 5, time: 0, score: 0.9, decision: 'unknown', unknown: 1 },
    box: { left: 0.1, top: 0.1, width: 0.1, height: 0.1 },
    quality: { sharpness: 9, brightness: 128, size: 100, roll: 0, yaw: 0, pitch: 0 },
  };
  const tracks = Array.from({ length: 1000 }, () => track);
  const item: AnalysedVideo = {
    ...{ image: 'film.mp4', sequencer: '0', status: 'analysed', kind: 'video', etag: 'e', bytes: 1 },
    ...{ analysedAt: '2030-01-01T00:00:00.000Z', timings: {}, format: 'mp4', width: 640, height: 360 },
    ...{ takenAt: '2030-01-01T00:00:00.000Z', engine: { name: 'onnx', weights: 'w' }, codec: 'h264' },
    ...{ duration: 1, chunks: 1, frames: 1, trackCount: tracks.length, tracks },
    people: new Set(Array.from({ length: 2000 }, (_, at) => `somebody whose name is not short ${at}`)),
    missing: joinMissing(parts(1000, (at) => `${at}${'x'.repeat(1000)}`)),
  };
  const { detail } = eventOf(item, 'Video Analysed', 'id', 'bucket');
  const bytes = Buffer.byteLength(JSON.stringify(detail));
  t.true(bytes <= 180_000 && bytes > 179_000, `${bytes}`);
  t.is((detail.tracks as TrackItem[]).length + (detail.tracksLeftOut as number), 1000);
});
