import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { clientsOf } from '../../local/openServices.ts';
import { topology } from '../../stacks/topology.ts';
import { tiny } from '../support/inbox.ts';
import { sample } from '../support/samples.ts';
import { startProcess } from '../support/startProcess.ts';
import { useInbox } from '../support/startStack.ts';
import { subscribe } from '../support/subscribe.ts';
import { holds } from './support/holds.ts';

const CLIENTS = 4;
const CHANGES = 30; // of each client
/** After so many of all changes, everything is killed. */
const KILLS = [20, 50, 80];
const REGION = 'us-east-1';

test('killed and started again three times under load, everything ends as if nothing had been', async (t) => {
  t.timeout(300_000);
  const folder = await mkdtemp(join(tmpdir(), 'face-inbox-restart-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const environment = { DETECT_SMALL: 'never', DETECT_TURNED: 'false' };
  const start = (port: number) => startProcess(['--port', `${port}`, '--data', folder], environment);
  let running = start(0);
  t.teardown(() => running.signal('SIGKILL'));
  const endpoint = await running.endpoint();
  const port = Number(new URL(endpoint).port);
  const settings = readSettings(environment);
  const clients = clientsOf(endpoint, REGION);
  // The rule and its queue outlive the kills; it is read when all is over.
  await (await subscribe({ clients }, settings.bus)).stop();

  const photos = [await sample(3), await tiny(1), await tiny(2)];
  const inbox = useInbox({ clients }, settings, { announced: () => Promise.reject(), heard: [] });
  let changes = 0;
  let killing: Promise<void> = Promise.resolve();
  const killAll = async () => {
    running.signal('SIGKILL');
    await running.ended;
    running = start(port);
    await running.endpoint();
  };
  /** As any client does that wants its change made: again and again, until it is acknowledged. */
  const surely = async (change: () => Promise<unknown>) => {
    for (;;)
      try {
        await change();
        break;
      } catch {
        await Promise.all([killing, pause(50)]);
      }
    if (KILLS.includes(++changes)) killing = killAll();
  };
  const work = async (_: unknown, client: number) => {
    for (let at = 0; at < CHANGES; at++) {
      const key = `load/${client}/${at % 7}.jpg`;
      if (at % 5 === 4) await surely(() => inbox.remove(key));
      else await surely(() => inbox.drop(key, photos[(at + client) % photos.length]!));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }).map(work));
  await killing;
  t.is(changes, CLIENTS * CHANGES);

  const { heard, announced, stop } = await subscribe({ clients }, settings.bus);
  const all = { endpoint, region: REGION, clients, topology: topology(settings), errors: [], stop };
  await holds(t, { ...all, ...useInbox({ clients }, settings, { announced, heard }) });
  await stop();
  running.signal('SIGINT');
  t.is(await running.ended, 0);
});
