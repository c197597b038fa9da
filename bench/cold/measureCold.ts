import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { type Architecture, HERE } from '../../packaging/architecture.ts';
import { layOut } from '../../packaging/layOut.ts';
import { samplePhotos } from '../engine/samplePhotos.ts';
import { progress } from '../report/options.ts';
import type { Figures } from '../report/publish.ts';
import { type Spread, spread } from '../report/statistics.ts';
import { openDropped } from './openDropped.ts';
import { type ClientName, clientsHere, startClient } from './startClient.ts';

/** Milliseconds, the parts one after the other. */
export interface ColdStart {
  client: ClientName;
  /** The process and its runtime client, with a function that is empty. */
  process: Spread;
  /** What a function of the inbox loads beyond that: its bundle with the SDK, logger and settings. */
  code: Spread;
  /** And what the one that analyses does beyond that: the networks, the process that decodes. */
  engine: Spread;
  /** The first photo, from the event to the answer; the next one for comparison. */
  first: Spread;
  second: Spread;
  /** From the start of the process to the first result. */
  whole: Spread;
}

export interface ColdFigures extends Figures {
  rounds: number;
  architecture: Architecture;
  starts: ColdStart[];
}

interface Round {
  empty: number;
  plain: number;
  ready: number;
  first: number;
  second: number;
}

/** Starts packaged functions of each client in turn, round after round, for a photo each. */
export async function measureCold(rounds: number): Promise<ColdFigures> {
  const [photo, next] = await Promise.all((await samplePhotos(2)).map(({ path }) => readFile(path)));
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-cold-'));
  const services = await openDropped((error) => progress(error.message));
  try {
    progress('Packaging the functions ...');
    const folders = await layOutAll(folder);
    const environment = { AWS_ENDPOINT_URL: services.endpoint, THREADS: '1' };
    const clients = clientsHere();
    const all = new Map(clients.map((client) => [client, [] as Round[]]));
    // Round 0 is not counted: it fills the machine's own caches.
    for (let round = 0; round <= rounds; round++) {
      progress(round === 0 ? 'Warming up ...' : `Round ${round} of ${rounds} ...`);
      for (const client of clients) {
        const event = (key: string, body: Buffer) => services.drop(`${client}-${round}-${key}.jpg`, body);
        const events = [await event('first', photo!), await event('second', next!)];
        const measured = await measureOne(client, folders, environment, events);
        if (round > 0) all.get(client)!.push(measured);
      }
    }
    return { rounds, architecture: HERE, starts: [...all].map(summary), targets: [] };
  } finally {
    await services.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Folders {
  empty: string;
  plain: string;
  analyse: string;
}

async function layOutAll(folder: string): Promise<Folders> {
  const folders = {
    empty: join(folder, 'empty'),
    plain: join(folder, 'sweep'),
    analyse: join(folder, 'analyse'),
  };
  await mkdir(folders.empty);
  await writeFile(join(folders.empty, 'handler.mjs'), 'export const handler = async () => null;\n');
  await layOut('functions/sweep/handler.ts', HERE, 'int8', folders.plain);
  await layOut('functions/analyse/handler.ts', HERE, 'int8', folders.analyse);
  return folders;
}

async function measureOne(
  name: ClientName,
  folders: Folders,
  environment: Record<string, string>,
  events: SQSEvent[],
): Promise<Round> {
  const start = async (folder: string) => {
    const client = await startClient(name, folder, environment);
    await client.stop();
    return client.readyMs;
  };
  const empty = await start(folders.empty);
  const plain = await start(folders.plain);
  const client = await startClient(name, folders.analyse, environment);
  try {
    const [first, second] = [await answered(events[0]!), await answered(events[1]!)];
    return { empty, plain, ready: client.readyMs, first, second };
  } finally {
    await client.stop();
  }

  async function answered(event: SQSEvent): Promise<number> {
    const { result, ms } = await client.invoke(event);
    const { batchItemFailures } = (result.ok ? result.payload : {}) as { batchItemFailures?: unknown[] };
    if (batchItemFailures?.length !== 0)
      throw new Error(
        `A photo failed under ${name}: ${JSON.stringify(result)}. Look at it with \`npm start\`.`,
      );
    return ms;
  }
}

function summary([client, rounds]: [ClientName, Round[]]): ColdStart {
  const of = (figure: (round: Round) => number) => spread(rounds.map(figure));
  return {
    client,
    process: of(({ empty }) => empty),
    code: of(({ empty, plain }) => plain - empty),
    engine: of(({ plain, ready }) => ready - plain),
    first: of(({ first }) => first),
    second: of(({ second }) => second),
    whole: of(({ ready, first }) => ready + first),
  };
}
