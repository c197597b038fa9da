import { execFile } from 'node:child_process';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { PROCESSORS } from '../../packaging/architecture.ts';
import { functionFiles } from '../../packaging/functionFiles.ts';
import { installPackages } from '../../packaging/installPackages.ts';
import { PackagingError } from '../../packaging/PackagingError.ts';
import { MAX_UNPACKED, packageFunction } from '../../packaging/packageFunction.ts';
import { topology } from '../../stacks/topology.ts';
import { ROOT } from '../faces/support/project.ts';

const run = promisify(execFile);
const ANALYSE = 'functions/analyse/handler.ts';
const folder = await mkdtemp(join(tmpdir(), 'face-inbox-zips-'));
test.after.always(() => rm(folder, { recursive: true, force: true }));

/** ELF: the machine that a library is for, e_machine (elf(5)). */
const MACHINES = { 183: 'arm64', 62: 'x86_64' } as Record<number, string>;
const isElf = (bytes: Buffer) => bytes.readUInt32BE(0) === 0x7f454c46;

const ENGINE = ['libonnxruntime', 'onnxruntime_binding'];
const PHOTOS = ['libvips', 'sharp'];
/** What has to lie in a package: processes beside the function, and machine code. */
const INSIDE: Record<string, { processes: string[]; code: string[] }> = {
  analyse: { processes: ['decoderProcess.mjs'], code: [...ENGINE, ...PHOTOS] },
  plan: { processes: ['probeProcess.mjs'], code: [] },
  'analyse-chunk': { processes: ['videoProcess.mjs'], code: [...ENGINE, 'node'] },
  api: { processes: ['decoderProcess.mjs', 'videoProcess.mjs'], code: [...ENGINE, ...PHOTOS, 'node'] },
};
const NOTHING = { processes: [], code: [] };

for (const architecture of Object.keys(PROCESSORS) as (keyof typeof PROCESSORS)[])
  test.serial(
    `for ${architecture} the functions are as small as Lambda wants them, and hold its machine code alone`,
    async (t) => {
      t.timeout(170_000);
      const settings = readSettings({ RETENTION_DAYS: '30', GALLERY: 'index' });
      const { functions, scheduled, api } = topology(settings);
      for (const { file } of [...functions, ...scheduled, api]) {
        const files = await functionFiles(file, architecture, 'int8');
        const unpacked = [...files.values()].reduce((sum, { length }) => sum + length, 0);
        t.true(unpacked < MAX_UNPACKED, `${file}: ${unpacked}`);
        const { processes, code } = INSIDE[basename(dirname(file))] ?? NOTHING;
        t.deepEqual(
          [...files.keys()].filter((name) => /^[^/]+\.mjs$/.test(name)).sort(),
          ['handler.mjs', ...processes, ...(processes.length > 0 ? ['lifeline.mjs'] : [])].sort(),
        );
        t.is([...files.keys()].filter((name) => name.startsWith('models/')).length, code.length > 0 ? 3 : 0);
        const libraries = [...files].filter(([, bytes]) => bytes.length > 4 && isElf(bytes));
        t.deepEqual(
          libraries.map(([name]) => basename(name).replace(/[-.].*/, '')).sort(),
          [...code].sort(),
          file,
        );
        for (const [name, bytes] of libraries) t.is(MACHINES[bytes.readUInt16LE(18)], architecture, name);
      }
    },
  );

test.serial('what plans how films are looked at has nothing to decode them, and is small', async (t) => {
  const { zipped } = await packageFunction(
    'functions/plan/handler.ts',
    'arm64',
    'int8',
    join(folder, 'plan.zip'),
  );
  t.true(zipped < 1e6, String(zipped));
});

test.serial('a package that is for one processor alone is had for it on every machine', async (t) => {
  for (const [architecture, processor] of Object.entries(PROCESSORS)) {
    const name = `@seydx/node-av-linux-${processor}`;
    const packages = await installPackages([name], architecture as keyof typeof PROCESSORS);
    const library = await open(join(packages, name, 'node-av.node'));
    const { buffer } = await library.read(Buffer.alloc(20), 0, 20, 0).finally(() => library.close());
    t.true(isElf(buffer));
    t.is(MACHINES[buffer.readUInt16LE(18)], architecture);
  }
});

test.serial('of the same input comes the same zip, at any time and in any time zone', async (t) => {
  const zone = process.env.TZ;
  t.teardown(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  const hashes = [];
  for (const TZ of ['Pacific/Auckland', 'America/New_York']) {
    process.env.TZ = TZ;
    for (const file of [ANALYSE, 'functions/sweep/handler.ts']) {
      const { sha256 } = await packageFunction(file, 'arm64', 'int8', join(folder, 'again.zip'));
      hashes.push(sha256);
    }
  }
  t.deepEqual(hashes.slice(0, 2), hashes.slice(2));
});

test.serial('a package holds no path of the machine that made it', async (t) => {
  for (const [name, bytes] of await functionFiles(ANALYSE, 'arm64', 'int8'))
    if (name.endsWith('.mjs')) t.false(bytes.includes(ROOT), name);
});

test.serial(
  'a package that cannot be fetched is an error that says so, and nothing half stays',
  async (t) => {
    const before = { ...process.env };
    t.teardown(() => {
      process.env = before;
    });
    const cache = join(ROOT, 'node_modules/.cache/face-inbox/packages');
    const there = await readdir(cache);
    process.env.npm_config_offline = 'true';
    process.env.npm_config_cache = join(folder, 'empty-cache');
    const error = await t.throwsAsync(installPackages(['ava'], 'arm64'), { instanceOf: PackagingError });
    t.regex(error!.message, /^npm could not install ava for arm64: [\s\S]+run `npm run package` again/);
    t.deepEqual(await readdir(cache), there);
  },
);

test.serial('a wrong option ends with 2 and says which there are', async (t) => {
  const error = await t.throwsAsync<Error & { code?: number; stderr?: string }>(
    run(process.execPath, [join(ROOT, 'packaging/main.ts'), '--architecture', 'mips']),
  );
  t.is(error!.code, 2);
  t.is(error!.stderr?.trim(), '--architecture is mips, but must be one of arm64, x86_64.');
});
