import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ENROLMENT_REASONS, PHOTO_REASONS } from '../faces/decode/PhotoError.ts';
import { VIDEO_REASONS } from '../video/VideoError.ts';

const REASONS = new Set<string>([...PHOTO_REASONS, ...VIDEO_REASONS]);

const reasonsIn = (file: string): string[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../events', file), 'utf8')).properties.reason.enum;

test('the events tell of every reason there is to reject a photo or a video, and of no other', (t) => {
  t.deepEqual(reasonsIn('image-rejected.json').sort(), [...REASONS].sort());
  t.deepEqual(reasonsIn('enrolment-rejected.json'), [...PHOTO_REASONS, ...ENROLMENT_REASONS]);
});

test('the README tells what each reason means', (t) => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const table = readme.split('\n').filter((line) => /^\| `[a-z-]+`(, `[a-z-]+`)* +\|/.test(line));
  for (const reason of [...REASONS, ...ENROLMENT_REASONS])
    t.true(
      table.some((line) => line.includes(`\`${reason}\``)),
      reason,
    );
});
