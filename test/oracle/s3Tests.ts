/**
 * Runs ceph/s3-tests against local/s3: `node test/oracle/s3Tests.ts CHECKOUT [pytest's own arguments]`. Needs a checkout of
 * https://github.com/ceph/s3-tests and a Python that has its requirements.txt, named by S3_TESTS_PYTHON (default:
 * `python3`). Which tests fail, and why, stands in docs/local-s3.md.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openS3 } from '../../local/s3/openS3.ts';

/** What an inbox needs: no versions, policies, access lists, encryption, tags, life cycles. */
const NAMES =
  '(bucket_list or multipart or object_write or object_read or object_copy or presigned or object_raw or ranged or multi_object_delete or object_head or object_put or atomic or bucket_create or special_key) and not versioning and not versioned and not acl and not policy and not block_public and not lifecycle and not tagging and not cors and not logging and not lock and not sse and not encrypt';
const MARKS =
  'not bucket_policy and not encryption and not sse_s3 and not lifecycle and not lifecycle_expiration and not cloud_transition and not object_lock and not bucket_logging and not s3website and not cloud_restore and not iam_user and not iam_account and not storage_class';

const [checkout, ...more] = process.argv.slice(2);
if (checkout === undefined) {
  process.stderr.write('Name the checkout of ceph/s3-tests: node test/oracle/s3Tests.ts CHECKOUT\n');
  process.exit(2);
}

const named = process.env.S3_TESTS_PYTHON ?? 'python3';
// A path is one from here, not from the checkout, in which it is started.
const python = named.includes('/') ? resolve(named) : named;

const dir = await mkdtemp(join(tmpdir(), 'face-inbox-s3-tests-'));
const sample = await readFile(join(checkout, 's3tests.conf.SAMPLE'), 'utf8');
const of = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(sample)?.[1] ?? '';
const s3 = await openS3({
  dir: join(dir, 's3'),
  region: 'us-east-1',
  secrets: new Map([[of('access_key'), of('secret_key')]]), // the first are those of "s3 main"
  deliver: async () => {},
});
const server = createServer(s3.handle);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
try {
  const { port } = server.address() as AddressInfo;
  const conf = join(dir, 's3tests.conf');
  await writeFile(
    conf,
    sample.replace(/^port = .*$/m, `port = ${port}`).replace(/^api_name = .*$/m, 'api_name = us-east-1'),
  );
  const chosen = more.some((one) => one.startsWith('-k')) ? [] : ['-k', NAMES];
  const file = 's3tests/functional/test_s3.py';
  const pytest = spawn(
    python,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--tb=short', file, ...chosen, '-m', MARKS, ...more],
    { cwd: checkout, env: { ...process.env, S3TEST_CONF: conf }, stdio: 'inherit' },
  );
  const [code] = (await once(pytest, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await s3.close();
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true, force: true });
}
