/** `npm run package`: makes the zips of the functions. `--architecture x86_64` for another processor than arm64. */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { SettingError } from '../config/SettingError.ts';
import { readSettings } from '../config/settings.ts';
import { topology } from '../stacks/topology.ts';
import { WeightsError } from '../weights/WeightsError.ts';
import { type Architecture, PROCESSORS } from './architecture.ts';
import { PackagingError } from './PackagingError.ts';
import { packageFunction } from './packageFunction.ts';
import { packagePage } from './packagePage.ts';

const KNOWN = [PackagingError, SettingError, WeightsError];

try {
  const options = { architecture: { type: 'string', default: 'arm64' } } as const;
  const { architecture } = parseArgs({ options }).values;
  if (!(architecture in PROCESSORS))
    throw Object.assign(
      new PackagingError(
        `--architecture is ${architecture}, but must be one of ${Object.keys(PROCESSORS).join(', ')}.`,
      ),
      { usage: true },
    );
  await packageAll(architecture as Architecture);
} catch (error) {
  const { code, usage } = error as NodeJS.ErrnoException & { usage?: boolean };
  const wrongOption = usage || (code?.startsWith('ERR_PARSE_ARGS') ?? false);
  if (!wrongOption && !KNOWN.some((kind) => error instanceof kind)) throw error;
  console.error((error as Error).message);
  process.exitCode = wrongOption ? 2 : 1;
}

/** All there can be, also those that the settings leave out: their zips are small. */
async function packageAll(architecture: Architecture): Promise<void> {
  const settings = readSettings();
  const { functions, scheduled, api } = topology({
    ...settings,
    galleryKind: 'index',
    retentionDays: settings.retentionDays ?? 1,
  });
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`.padStart(8);
  for (const { file } of [...functions, ...scheduled, api]) {
    const { path, zipped, unpacked, sha256 } = await packageFunction(file, architecture, settings.precision);
    console.log(
      `${relative(process.cwd(), path).padEnd(26)} ${megabytes(zipped)}, ${megabytes(unpacked)} unpacked, SHA-256 ${sha256.slice(0, 12)}...`,
    );
  }
  console.log(`${'build/page'.padEnd(26)} ${megabytes(await packagePage())}`);
}
