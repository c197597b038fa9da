import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { SettingError } from '../config/SettingError.ts';
import { readSettings, SETTINGS } from '../config/settings.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The defaults that depend on the machine are told in words. */
const inWords: Record<string, string> = {
  CONCURRENCY: 'cores',
  THREADS: 'cores',
  VIDEO_CONCURRENCY: 'cores',
};

test("the README's table of settings is the list of settings", (t) => {
  const rows = Object.values(SETTINGS).map(
    ({ variable, fallback, byDefault, rule, about }) =>
      `| \`${variable}\` | ${byDefault ?? inWords[variable] ?? `\`${fallback}\``} | ${about}; ${rule} |`,
  );
  // The formatter aligns columns.
  const found = read('README.md').replace(/ {2,}/g, ' ').split('\n');
  t.deepEqual(
    found.filter((line) => /^\| `[A-Z_]+` \|/.test(line)),
    rows,
  );
});

test('every dependency has its reason in CONTRIBUTING', (t) => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json'));
  const reasons = read('CONTRIBUTING.md');
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    if (name.startsWith('@aws-sdk/') || name.startsWith('@types/')) continue;
    t.true(reasons.includes(`\`${name}\``), name);
  }
  for (const name of Object.keys(optionalDependencies))
    t.true(reasons.includes(name.replace(/(-\w+){2}$/, '-*')), name);
});

test('the links of the documents lead somewhere', (t) => {
  for (const file of [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/api.md',
    'docs/architecture.md',
    'docs/deploy.md',
    'docs/data-folder.md',
    'docs/engines.md',
    'docs/galleries.md',
    'docs/local-s3.md',
    'docs/accuracy.md',
    'docs/performance.md',
    'docs/privacy.md',
    'docs/video.md',
  ])
    for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)/g))
      t.true(existsSync(join(ROOT, dirname(file), target!)), `${file} links to ${target}`);
});

test('settings are read, and an empty variable takes its default', (t) => {
  const settings = readSettings({ MATCH_DISTANCE: '0.5', NAME_ONCE: 'false', MAX_BYTES: '' });
  t.is(settings.matchDistance, 0.5);
  t.is(settings.nameOnce, false);
  t.is(settings.maxBytes, SETTINGS.maxBytes.fallback);
});

test('all wrong settings are told at once', (t) => {
  const wrong = {
    MAX_PIXELS: '1e99',
    NAME_ONCE: 'yes',
    INBOX_BUCKET: 'Not A Bucket',
    FUNCTION_TIMEOUT: '1.5',
  };
  const error = t.throws(() => readSettings(wrong), { instanceOf: SettingError });
  for (const [variable, value] of Object.entries(wrong))
    t.true(error!.message.includes(`${variable} is ${JSON.stringify(value)}, but must be`), variable);
});
