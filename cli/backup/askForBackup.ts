import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { CommandError, EXIT } from '../CommandError.ts';

/** The backup of the instance that runs at `endpoint`, as it comes in. @throws CommandError where there is none */
export async function askForBackup(
  endpoint: string,
  signal: AbortSignal,
): Promise<{ archive: IncomingMessage; objects: number; bytes: number }> {
  const url = new URL('/v1/backup', endpoint);
  if (url.protocol !== 'http:')
    throw new CommandError(
      EXIT.usage,
      `The endpoint is ${endpoint}, but a backup is made of the inbox of \`npm start\`, whose address begins with http://.`,
    );
  const asked = request(url, { method: 'POST', headers: { 'x-face-inbox': 'backup' }, signal }).end();
  const [archive] = (await once(asked, 'response')) as [IncomingMessage];
  const { statusCode = 0, headers } = archive;
  if (statusCode === 200 && headers['content-type'] === 'application/x-tar')
    return {
      archive,
      objects: Number(headers['x-face-inbox-objects']),
      bytes: Number(headers['x-face-inbox-bytes']),
    };
  const why = (await text(archive)).trim().slice(0, 300);
  const isOurs = [409, 500, 503].includes(statusCode) && headers['content-type']?.startsWith('text/plain');
  throw new CommandError(
    statusCode === 503 ? EXIT.unreachable : EXIT.failed,
    isOurs
      ? `The inbox at ${endpoint} makes no backup: ${why}`
      : `What answers at ${endpoint} (${statusCode}) is no face-inbox that makes backups.\n` +
          'Name the endpoint of `npm start` with --endpoint, or stop it and name its folder with --data DIR.',
  );
}
