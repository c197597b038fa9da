/** Runs a packaged handler once: `node invokeOnce.mjs <folder> <timeout>`, the event from stdin, the answer to stdout. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

// What it logs goes the other way.
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const [folder, timeout] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(join(folder, 'handler.mjs')).href);
const event = JSON.parse(await text(process.stdin));
const end = Date.now() + Number(timeout) * 1000;
const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => end - Date.now() };
const result = await handler(event, context);
answer(JSON.stringify(result), () => process.exit());
