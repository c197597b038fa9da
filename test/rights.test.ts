import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import test from 'ava';
import { isDue } from '../config/retention.ts';
import { readSettings } from '../config/settings.ts';
import { topology } from '../stacks/topology.ts';

const ROOT = resolve(import.meta.dirname, '..');
const { functions, scheduled } = topology(readSettings({ RETENTION_DAYS: '30' }));
const all = [...functions, ...scheduled];

/** The actions that what one can ask of S3 needs, as IAM names them ("Required permissions for Amazon S3 API operations"). */
const NEEDS: Record<string, string[]> = {
  GetObjectCommand: ['s3:GetObject'],
  HeadObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  paginateListObjectsV2: ['s3:ListBucket'],
  DeleteObjectCommand: ['s3:DeleteObject'],
  ...{ S3Client: [], NotFound: [], NoSuchKey: [], S3ServiceException: [] },
};

/** What the file and all that it imports take of the S3 client, types excepted. */
function takenOfS3(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^import (type )?\{?([^}']*)\}? ?(?:from )?'([^']+)'/gm,
  );
  return [...imports].flatMap(([, type, names, from]) => {
    if (type) return [];
    if (from!.startsWith('.')) return takenOfS3(resolve(dirname(file), from!), seen);
    if (from !== '@aws-sdk/client-s3') return [];
    return names!
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '));
  });
}

for (const { name, file, inBucket } of all)
  test(`${name} may do in the bucket what its code asks for, and nothing else`, (t) => {
    const taken = [...new Set(takenOfS3(resolve(ROOT, file)))];
    const unknown = taken.filter((one) => !(one in NEEDS));
    t.deepEqual(unknown, [], `say what it needs, in ${relative(ROOT, import.meta.filename)}`);
    const needed = [...new Set(taken.flatMap((one) => NEEDS[one]!))].sort();
    t.deepEqual(inBucket.map(({ action }) => action).sort(), needed);
  });

test('no function writes where the functions listen, and one deletes: not the photos of people', (t) => {
  const may = (action: RegExp) =>
    all.flatMap(({ name, inBucket }) =>
      inBucket.filter((right) => action.test(right.action)).map(({ notUnder }) => [name, notUnder]),
    );
  t.deepEqual(may(/Put|Copy|Restore|\*/), []);
  t.deepEqual(may(/Delete/), [['face-inbox-expire', 'people/']]);
  for (const key of ['people/ann/1.jpg', 'people/1.jpg', 'people/'])
    t.false(isDue(key, new Date(0), 30), key);
  for (const key of ['people', 'peoples/a.jpg', 'x/people/a.jpg']) t.true(isDue(key, new Date(0), 30), key);
});
