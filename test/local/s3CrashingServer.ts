/**
 * The process that s3Crash.test.ts kills: an S3 on the folder of its first argument, which appends every message it
 * delivers to the file of its second, one a line, and tells its port on standard output.
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openS3 } from '../../local/s3/openS3.ts';

const [dir, log] = process.argv.slice(2) as [string, string];
const deliver = async (_queue: string, body: string) => appendFileSync(log, `${body}\n`);
const s3 = await openS3({ dir, region: 'us-east-1', deliver });
const server = createServer(s3.handle);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
