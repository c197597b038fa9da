/**
 * The local services and an empty function, in a process of their own, so that what drops and listens is counted
 * apart. Speaks with startServices.ts: its argument is the folder, its first message says where it listens, and each
 * message that it gets is answered by what it has used so far.
 */
import { readSettings } from '../../config/settings.ts';
import { deploy } from '../../local/deploy.ts';
import { openServices } from '../../local/openServices.ts';
import { startFunctions } from '../../local/startFunctions.ts';
import { topology } from '../../stacks/topology.ts';
import { type ProcessorSeconds, processorSeconds } from '../system/processorSeconds.ts';

export interface Opened {
  endpoint: string;
}

export interface Usage extends ProcessorSeconds {
  /** Resident memory of this process, in units of 2^20 bytes. */
  memoryMb: number;
}

const region = 'us-east-1';
const [dir] = process.argv.slice(2);
if (!process.send || dir === undefined)
  throw new Error('This script answers to a parent process; run `npm run bench:local`.');
const tell = (message: Opened | Usage) => void process.send?.(message);
// A fault would be measured as time: it ends the benchmark instead, with its stack on stderr.
const onError = (error: Error) => {
  throw error;
};

const settings = readSettings();
const all = topology(settings);
const plan = {
  ...all,
  functions: all.functions.map((fn) => ({ ...fn, file: 'bench/local/emptyFunction.ts' })),
};
const { endpoint, clients, calls } = await openServices({ dir, port: 0, region, plan, parts: {}, onError });
await deploy(clients, plan, region);
const onLog = ({ line }: { line: string }) => void process.stderr.write(`${line}\n`);
await startFunctions({ plan, settings, endpoint, region, calls, onLog, onError }).start();

process.on('message', () => tell({ ...processorSeconds(), memoryMb: process.memoryUsage.rss() / 2 ** 20 }));
// Whoever measures has ended: so does this, and with it the functions, which hold a lifeline to it.
process.on('disconnect', () => process.exit());
tell({ endpoint });
