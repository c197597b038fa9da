/** All benchmarks, one after the other: `npm run bench`. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { progress } from './report/options.ts';
import { runScript } from './report/runScript.ts';

const { json, people, except } = new Command('npm run bench --')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .showHelpAfterError('Options go behind two hyphens: npm run bench -- --json')
  .description('Runs all benchmarks. Each alone, with its own options: npm run bench:<name> -- --help')
  .option(
    '--people <dir>',
    'labelled photos, a folder a person: measures the accuracy and the precision on them',
  )
  .option('--except <names>', 'folders there that are no people, separated by commas', '')
  .option('--json', 'print the results as one JSON object, by benchmark', false)
  .parse()
  .opts<{ json: boolean; people?: string; except: string }>();

// npm changes to the project's folder; a relative path means the folder that npm was called in.
const folder = people === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', people);
const asJson = json ? ['--json'] : [];
const scripts: Record<string, { script: string; values: string[] } | undefined> = {
  engines: { script: 'engines.ts', values: asJson },
  decode: { script: 'decode.ts', values: asJson },
  video: { script: 'video.ts', values: asJson },
  throughput: { script: 'throughput.ts', values: asJson },
  latency: { script: 'latency.ts', values: asJson },
  api: { script: 'api.ts', values: asJson },
  local: { script: 'local.ts', values: asJson },
  gallery: { script: 'gallery.ts', values: asJson },
  precision: {
    script: 'precision.ts',
    values: [...(folder === undefined ? [] : ['--photos', folder]), ...asJson],
  },
  accuracy: folder === undefined ? undefined : accuracy(folder),
};

const results: Record<string, unknown> = {};
for (const [name, benchmark] of Object.entries(scripts)) {
  if (!benchmark) {
    progress(`${name} is left out: it needs labelled photos, npm run bench -- --people <dir>`);
    continue;
  }
  progress(`Benchmark ${name} ...`);
  const { code, printed } = await runScript(benchmark.script, benchmark.values, json);
  if (code !== 0) process.exitCode = 1;
  else if (json) results[name] = JSON.parse(printed);
}
if (json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);

function accuracy(directory: string) {
  const excepted = except === '' ? [] : ['--except', except];
  return { script: 'accuracy/main.ts', values: [directory, ...excepted, ...(json ? ['--json', '-'] : [])] };
}
