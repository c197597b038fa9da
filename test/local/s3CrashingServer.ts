/**
 * The process that s3Crash.test.ts kills: an S3 on the folder of its first argument, which appends every message it
 * delivers to the file of its second, one a line, and refuses one in so many first. It tells its port on standard
 * output, and in a second line that no event is left to deliver.
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openS3 } from '../../local/s3/openS3.ts';

const [dir, log] = process.argv.slice(2) as [string, string];
const REFUSED_ONE_IN = 20;
let count = 0;
appendFileSync(log, '\n'); // behind a line that the last kill has cut

const s3 = await openS3({
  dir,
  region: 'us-east-1',
  async deliver(_queue, body) {
    count++;
    if (count % REFUSED_ONE_IN === 0) throw new Error('The queue is not there for a moment.');
    appendFileSync(log, `${body}\n`);
  },
});
const server = createServer(s3.handle);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  void s3.settled().then(() => process.stdout.write('settled\n'));
});
