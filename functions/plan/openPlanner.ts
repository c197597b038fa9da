import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Outcome } from '../../changes/Outcome.ts';
import type { Change } from '../../changes/readChanges.ts';
import { takeChange } from '../../changes/takeChange.ts';
import type { Settings } from '../../config/settings.ts';
import { timer } from '../../look/timer.ts';
import { videoDecoderLimits } from '../../look/videoDecoderLimits.ts';
import { TRIES } from '../../stacks/queues.ts';
import { queueNames, topology } from '../../stacks/topology.ts';
import { dropPlan, getPlan, putPlan } from '../../store/chunks/plans.ts';
import { getImage } from '../../store/images.ts';
import { lookAt } from '../../store/lookAt.ts';
import { openObject, ReplacedError } from '../../store/openObject.ts';
import { openStore } from '../../store/openStore.ts';
import { changeId } from '../../store/record.ts';
import type { TimeLeft } from '../../store/timeLeft.ts';
import { STREAM_TIMEOUTS, TIMEOUTS } from '../../store/timeouts.ts';
import { tombstone } from '../../store/tombstone.ts';
import { planChunks } from '../../video/planChunks.ts';
import { SNIFFED, sniffVideo } from '../../video/sniffVideo.ts';
import { VideoError } from '../../video/VideoError.ts';
import { openVideoProber } from '../../video/worker/openVideoProber.ts';
import { analysing } from './analysing.ts';
import { openCalling } from './openCalling.ts';
import { readInTime } from './readInTime.ts';
import { sendChunks } from './sendChunks.ts';

interface Received {
  received: number;
  /** Whether another range of the video is to be read. */
  hasTime(): boolean;
}

/** Opens everything once, and gives the way of a video up to where its parts are looked at. */
export async function openPlanner(
  settings: Settings,
  timeLeft: TimeLeft,
  onWarn: (message: string, error: Error) => void,
): Promise<(told: Change, received: Received) => Promise<Outcome>> {
  const { functions, ...plan } = topology(settings);
  const { timeoutSeconds } = functions.find(({ source }) => source.queue === 'videos')!;
  const prober = openVideoProber(videoDecoderLimits(settings, timeoutSeconds));
  const s3 = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: STREAM_TIMEOUTS,
  });
  const sqs = new SQSClient({ requestHandler: TIMEOUTS });
  const store = openStore(settings);
  timeLeft.bounds(s3, sqs, store.db, store.events, store.results.s3);
  const chunksQueue = queueNames({ ...plan, functions }).chunks;
  const looking = functions.find(({ source }) => source.queue === 'chunks')!;
  const calling =
    looking.called === undefined
      ? undefined
      : openCalling({
          ...{ sqs, queue: chunksQueue, functionName: looking.name, most: looking.called, timeLeft },
          onRefused: (error) => onWarn('Nobody was called to fetch parts of a video', error),
        });
  await prober.ready;

  const planOf = async (image: string) => {
    const item = await getImage(store, image);
    return item?.status === 'analysing' ? item.plan : undefined;
  };
  /**
   * Where the video is being looked at, its parts are asked for: by now nobody knows whether they were.
   * @throws where there is no plan to ask by, so that it is not taken for done
   */
  const askFor = async (image: string): Promise<void> => {
    const plan = await planOf(image);
    if (plan === undefined) return;
    const planned = await getPlan(store, plan);
    if (planned) {
      const call = await calling?.();
      await sendChunks(sqs, chunksQueue, planned);
      return call?.(planned.begin.length);
    }
    if ((await planOf(image)) === plan)
      throw new Error(
        `${JSON.stringify(image)} is looked at by the plan ${plan}, of which the table ${store.names.chunks} has no row. ` +
          'Run `npx face-inbox reconcile` if this stays so: it has the video planned anew.',
      );
  };

  const attempt = async (told: Change, { received, hasTime }: Received): Promise<Outcome | 'again'> => {
    const taken = await takeChange(told, { store, s3, settings });
    if (!('change' in taken)) {
      await askFor(told.key);
      return taken;
    }
    const { change, keep, refuse } = taken;
    const { bucket, key } = change;
    if (change.kind === 'removed') return keep(tombstone(key, change.sequencer));
    const object = await lookAt(s3, bucket, key);
    if (!object || (change.etag !== '' && change.etag !== object.etag)) return { skipped: 'replaced' };
    Object.assign(change, object);
    const timings: Record<string, number> = {};
    try {
      if (object.bytes > settings.maxVideoBytes) throw tooLarge(object.bytes, settings.maxVideoBytes);
      const whole = openObject(s3, { bucket, key, ...object });
      const source = readInTime(whole, { hasTime, isLast: received >= TRIES });
      const head = await source.read(0, Math.min(SNIFFED, object.bytes));
      // A photo that was dropped meanwhile has a message of its own.
      if (!sniffVideo(Buffer.from(head))) return { skipped: 'replaced' };
      const film = await timer(timings)('probe', () => prober.probe(source));
      const begin = planChunks(film, settings.videoChunkSeconds).map(({ from }) => from);
      const id = changeId({ image: key, sequencer: change.sequencer });
      const plan = await putPlan(store, { plan: id, image: key, begin });
      const outcome = await keep(analysing(change, timings, film, { plan: id, chunks: plan.begin.length }));
      if ((await planOf(key)) === id) await askFor(key);
      else await dropPlan(store, id);
      return outcome;
    } catch (error) {
      if (error instanceof ReplacedError) return { skipped: 'replaced' };
      if (error instanceof VideoError) return refuse(error, timings);
      throw error;
    }
  };
  return async (told, received) => {
    for (;;) {
      const outcome = await attempt(told, received);
      if (outcome !== 'again') return outcome;
    }
  };
}

function tooLarge(bytes: number, maxBytes: number): VideoError {
  return new VideoError(
    'too-large',
    `The video has ${bytes} bytes; at most ${maxBytes} are looked at. Drop it in parts, or raise MAX_VIDEO_BYTES.`,
  );
}
