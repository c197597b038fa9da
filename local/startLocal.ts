import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingError } from '../config/SettingError.ts';
import type { Settings } from '../config/settings.ts';
import { openFolder } from '../data/openFolder.ts';
import { type Topology, topology } from '../stacks/topology.ts';
import { prepareModels } from '../weights/models.ts';
import { closeInTurn } from './closeInTurn.ts';
import { type Clients, deploy } from './deploy.ts';
import type { PartState } from './gateway/answerUnsigned.ts';
import type { LogLine } from './lambda/openLambdaHost.ts';
import { callsOf } from './lambda/QueueCalls.ts';
import { clientsOf, openServices } from './openServices.ts';
import { picturesIn } from './pictures/openPictureCache.ts';
import { startFunctions } from './startFunctions.ts';

export interface LocalOptions {
  settings: Settings;
  /** 0 for any free one. */
  port: number;
  /** Where everything is kept; undefined to keep nothing. */
  folder: string | undefined;
  onLog(line: LogLine): void;
  /** Of the machinery around the functions: a queue that cannot be read, an event nobody took. */
  onError(error: Error): void;
  /** Told the endpoint, gives where the functions and what feeds them are to reach it instead: through a proxy. */
  functionsEndpoint?: ((endpoint: string) => Promise<string>) | undefined;
  /** Where the code of a function lies, told its file in the topology: in this project's sources, if not given. */
  codeOf?: (file: string) => string;
  /** Stops a start that is under way. */
  signal?: AbortSignal;
}

export interface Local {
  endpoint: string;
  region: string;
  topology: Topology;
  clients: Clients;
  /** Ends everything in order; photos not yet analysed wait for the next start. */
  stop(): Promise<void>;
}

const REGION = 'us-east-1';

/**
 * The whole topology on this machine, ready when this resolves.
 * @throws SettingError, PortInUseError, FolderInUseError, DataFolderError, or the signal's reason; nothing is left running
 * then.
 */
export async function startLocal({
  settings,
  port,
  folder,
  onLog,
  onError,
  functionsEndpoint,
  codeOf,
  signal,
}: LocalOptions): Promise<Local> {
  if (settings.galleryKind === 'dynamodb')
    throw new SettingError(
      'GALLERY is "dynamodb", but the DynamoDB of `npm start` has no vector index: on this machine it must be memory or ' +
        'index. Set it so, or unset it for the default (memory); docs/galleries.md says what each is for.',
    );
  const open = closeInTurn(onError);
  const parts: Record<string, PartState> = {
    queues: 'starting',
    tables: 'starting',
    events: 'starting',
    bucket: 'starting',
    functions: 'starting',
  };
  const stop = async () => {
    for (const part of Object.keys(parts)) parts[part] = 'stopping';
    await open.close();
  };
  try {
    const dir = folder ?? (await mkdtemp(join(tmpdir(), 'face-inbox-')));
    if (folder === undefined) open.add(() => rm(dir, { recursive: true, force: true }));
    open.add(await openFolder(dir));
    signal?.throwIfAborted();

    // Functions that start together would each convert them.
    if (settings.engine === 'onnx') await prepareModels(settings.precision);
    signal?.throwIfAborted();

    const plan = topology(settings);
    const services = await openServices({ dir, port, region: REGION, plan, parts, onError });
    open.add(services.close);
    const { endpoint, clients, serve } = services;
    await deploy(clients, plan, REGION);
    signal?.throwIfAborted();

    const through = (await functionsEndpoint?.(endpoint)) ?? endpoint;
    // By a proxy go the requests that AWS's own event source mapping makes.
    const calls = through === endpoint ? services.calls : callsOf(clientsOf(through, REGION).sqs);
    const functions = startFunctions({
      plan,
      settings,
      endpoint: through,
      region: REGION,
      calls,
      pictures: picturesIn(dir),
      ...(codeOf && { codeOf }),
      onLog,
      onError,
    });
    for (const [name, handler] of Object.entries(functions.services)) serve(name, handler);
    open.add(functions.stop);
    await functions.start();
    services.serveApi(functions.api(services.stream.handle));
    signal?.throwIfAborted();
    parts.functions = 'ready';
    return { endpoint, region: REGION, topology: plan, clients, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
