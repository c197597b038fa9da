/** A parent of a decoder's process: prints the pid of that, `decoded` when it has decoded, and does what its argument says. */
import { readFileSync } from 'node:fs';
import { openDecoder } from '../../faces/decode/worker/openDecoder.ts';

const [doing, photo = ''] = process.argv.slice(2);
const decoder = openDecoder({ seconds: 120, megabytes: 4000 });
await decoder.ready;
if (doing === 'decoding')
  void decoder.decode(readFileSync(photo), { maxPixels: 150_000_000 }).then(() => console.log('decoded'));
console.log(decoder.pid());
// Without it there is nothing to stay for.
if (doing !== 'leave') setInterval(() => {}, 1000);
