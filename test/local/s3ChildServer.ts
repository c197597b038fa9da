/** The process that s3Child.ts starts: an S3 on the folder of its argument. It tells its address, and what it is asked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openS3 } from '../../local/s3/openS3.ts';
import { filesOf } from './filesOf.ts';

const dir = process.argv[2]!;
const s3 = await openS3({ dir, region: 'us-east-1', deliver: async () => {} });
const server = createServer({ requestTimeout: 0 }, s3.handle);
server.listen(0, '127.0.0.1', () => {
  process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('message', async (question) => {
  process.send!(question === 'memory' ? process.resourceUsage().maxRSS * 1024 : await filesOf(dir));
});
