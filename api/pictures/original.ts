import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { lookAt } from '../../store/lookAt.ts';
import { type Asked, route } from '../Route.ts';
import { notThere } from '../reads/images.ts';
import { of } from '../schemas/parts.ts';
import { resultAt } from './whatToShow.ts';

/** As browsers show them in the page itself. Whatever else somebody dropped, HTML among it, is only ever saved as a file. */
const SHOWN: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  heic: 'image/heic',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  matroska: 'video/x-matroska',
  webm: 'video/webm',
};

/** Who plays a long film asks for its ranges until the end. */
const SECONDS = { photo: 900, film: 6 * 3600 };

interface Query {
  download: boolean;
  address: boolean;
}

export const original = route<Query>({
  method: 'GET',
  path: '/v1/images/{key}/original',
  id: 'getOriginal',
  summary: 'Leads to the object itself, by a signed address of S3, which gives ranges too',
  scope: 'read',
  query: {
    download: { type: 'boolean', default: false, description: 'To be saved as a file, and not shown' },
    address: {
      type: 'boolean',
      default: false,
      description:
        'Tell the address, for who cannot send a key where it is asked for: a browser that plays a film',
    },
  },
  answers: {
    200: { description: 'Its address, for `address`', content: { 'application/json': of('Original') } },
    302: {
      description: 'It is at the address, which is good for 15 minutes, of a film for 6 hours',
      content: {},
    },
  },
  async handle({ parameters: { key = '' }, query, headers }: Asked<Query>, { store, s3 }) {
    const item = await resultAt(key, { store });
    if (!item && !(await lookAt(s3, store.bucket, key))) throw notThere(key);
    const format = item && 'format' in item ? item.format : '';
    const type = SHOWN[format] ?? 'application/octet-stream';
    const isShown = format in SHOWN && !query.download;
    const command = new GetObjectCommand({
      ...{ Bucket: store.bucket, Key: key, ResponseContentType: type },
      ResponseContentDisposition: isShown ? 'inline' : `attachment; filename*=UTF-8''${fileName(key)}`,
    });
    const expiresIn = type.startsWith('video/') ? SECONDS.film : SECONDS.photo;
    const expiresAt = new Date(Date.now() + 1000 * expiresIn).toISOString();
    const url = await getSignedUrl(asAskedFor(s3, headers.host), command, { expiresIn });
    if (query.address) return { status: 200, body: { url, type, expiresAt } };
    return { status: 302, headers: { location: url } };
  },
});

/** RFC 8187: what encodeURIComponent leaves as it is and is none of its `attr-char` is encoded too. */
function fileName(key: string): string {
  const encoded = encodeURIComponent(key.split('/').at(-1)!.toWellFormed());
  return encoded.replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * On this machine S3 has the address that the request came to, by whichever name that was: to a browser `localhost` and
 * `127.0.0.1` are two places, and a page of the one is not to play what the other has.
 */
function asAskedFor(s3: S3Client, host: string | undefined): S3Client {
  const named = process.env.AWS_ENDPOINT_URL;
  if (named === undefined || host === undefined) return s3;
  const [here, asked] = [new URL(named), new URL(`http://${host}`)];
  const isHere =
    [here, asked].every(({ hostname }) => LOOPBACK.includes(hostname)) && here.port === asked.port;
  if (!isHere || here.hostname === asked.hostname) return s3;
  const { region, credentials } = s3.config;
  return new S3Client({ endpoint: asked.origin, forcePathStyle: true, region, credentials });
}
