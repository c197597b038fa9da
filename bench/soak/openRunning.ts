import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { readSettings, type Settings } from '../../config/settings.ts';
import { closeInTurn } from '../../local/closeInTurn.ts';
import { queueNames, type Topology, topology } from '../../stacks/topology.ts';
import { type ImagesQueue, openImagesQueue } from '../../store/audit/imagesQueue.ts';
import { openStore, type Store } from '../../store/openStore.ts';
import { type KeyedWaits, keyedWaits } from '../system/keyedWaits.ts';
import { type Heard, listen } from '../system/listen.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { type Host, openHost } from './openHost.ts';
import type { ObjectCreated } from './openRedelivering.ts';

/** The system, and who listens to it. */
export interface Running {
  host: Host;
  settings: Settings;
  plan: Topology;
  store: Store;
  queue: ImagesQueue;
  ledger: Ledger;
  /** The first event about a key. */
  told: KeyedWaits<Heard>;
  /** Kills it and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface RunningOptions {
  dir: string;
  processes: number;
  /** A message whose function was killed is there again after so many seconds. */
  visibility: number;
  /** S3 tells the bus of a drop. */
  onCreated(created: ObjectCreated, time: string): void;
  /** Of each key, once. */
  onTold(key: string): void;
}

/** Whoever could not read goes on so long after the system is up. */
const AFTER_OUTAGE_MS = 200;

/** @throws SoakError */
export async function openRunning(options: RunningOptions): Promise<Running> {
  const { dir, processes, visibility, onCreated, onTold } = options;
  const environment = { CONCURRENCY: String(processes) };
  const settings = readSettings({ ...process.env, ...environment });
  const plan = topology(settings);
  const names = queueNames(plan);
  const open = closeInTurn((error) => process.stderr.write(`${error.message}\n`));
  const host = await openHost(dir, environment);
  open.add(host.stop);
  const { clients } = host;

  /** To be said after each start: deploying sets it back. */
  const shortenVisibility = () =>
    Promise.all(
      [names.images, names.retries].map((name) =>
        clients.sqs.send(
          new SetQueueAttributesCommand({
            QueueUrl: host.queueUrl(name),
            Attributes: { VisibilityTimeout: String(visibility) },
          }),
        ),
      ),
    );

  const ledger = openLedger();
  const told = keyedWaits<Heard>();
  const keys = new Set<string>();
  const event = (heard: Heard) => {
    if (heard.type === 'Object Created')
      return onCreated(heard.detail as unknown as ObjectCreated, heard.time);
    ledger.enter(heard.detail);
    const key = String(heard.detail.image);
    told.give(key, heard);
    if (!keys.has(key)) onTold(key);
    keys.add(key);
  };
  try {
    await shortenVisibility();
    await tellTheBus(host, settings.bucket);
    const rules = [
      { bus: settings.bus, pattern: { source: ['face-inbox'] } },
      { bus: 'default', pattern: { source: ['aws.s3'], 'detail-type': ['Object Created'] } },
    ];
    const outage = async () => {
      await host.up();
      await sleep(AFTER_OUTAGE_MS);
      return true;
    };
    open.add(await listen(clients, rules, { event, outage }));
    return {
      host,
      settings,
      plan,
      store: openStore(settings, clients),
      queue: await openImagesQueue(clients.sqs, names),
      ledger,
      told,
      restart: () => host.restart(async () => void (await shortenVisibility())),
      stop: open.close,
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

/** Beside the queue, whose messages only the functions read. */
async function tellTheBus({ clients: { s3 } }: Host, Bucket: string): Promise<void> {
  const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const NotificationConfiguration = { QueueConfigurations, EventBridgeConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}
