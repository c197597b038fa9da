import { ApiError, ask, nearBy } from '../api.ts';
import { size } from '../parts/words.ts';

interface Form {
  url: string;
  fields: Record<string, string>;
  /** The most that is taken. */
  bytes: number;
}

/**
 * Puts a file into the bucket, by a form that is signed for that key: it does not pass through the API.
 * @param onProgress told how many bytes are sent
 * @returns its etag
 * @throws ApiError; the signal's reason
 */
export async function sendFile(
  file: File,
  key: string,
  onProgress: (bytes: number) => void,
  stop: AbortSignal,
): Promise<string> {
  if (file.size === 0)
    throw new ApiError(
      422,
      'empty',
      'The file is empty.',
      'Choose it again: it may not have been saved in full.',
    );
  const wanted = { key, bytes: file.size };
  const form = (await (await ask('POST', '/v1/uploads', { body: wanted, signal: stop })).json()) as Form;
  if (form.bytes < file.size)
    throw new ApiError(
      413,
      'too-large',
      `The file has ${size(file.size)}; at most ${size(form.bytes)} are taken.`,
      'Choose a smaller one.',
    );
  return send(form, file, onProgress, stop);
}

/** By XMLHttpRequest: `fetch` does not tell how far it is. */
function send(
  { url, fields }: Form,
  file: File,
  onProgress: (bytes: number) => void,
  stop: AbortSignal,
): Promise<string> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const away = () =>
      reject(new ApiError(0, 'away', 'The connection broke while it was sent.', 'Try again in a moment.'));
    stop.throwIfAborted();
    stop.addEventListener('abort', () => request.abort(), { once: true });
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
    request.onabort = () => reject(stop.reason);
    request.onerror = away;
    request.onload = () => {
      const etag = request.getResponseHeader('etag')?.replaceAll('"', '');
      if (request.status < 300 && etag !== undefined) resolve(etag);
      else reject(refusal(request));
    };
    request.open('POST', nearBy(url));
    request.send(body);
  });
}

/** S3 says why in XML. It is not parsed as such: the page's policy lets no text become a document. */
function refusal({ status, responseText }: XMLHttpRequest): ApiError {
  const told = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(responseText)?.[1];
  const message = told('Message')?.replace(/&(\w+|#\d+);/g, "'") ?? `It was answered with ${status}.`;
  return new ApiError(status, told('Code') ?? 'unknown', message, 'Try again.');
}
