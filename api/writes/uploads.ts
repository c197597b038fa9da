import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';
import { checkJson } from '../validate.ts';
import { mostBytes } from './mostBytes.ts';
import { checkKey } from './putPhoto.ts';
import { signForm } from './signForm.ts';

interface Wanted {
  key: string;
  bytes?: number;
  seconds?: number;
}

export const uploads = route({
  method: 'POST',
  path: '/v1/uploads',
  id: 'makeUpload',
  summary: 'A signed form by which somebody else puts one photo or film into the bucket',
  scope: 'admin',
  takes: { 'application/json': of('UploadWanted') },
  answers: { 200: { description: 'Good for one key', content: { 'application/json': of('Upload') } } },
  async handle({ body }, { s3, settings }) {
    const { key, bytes, seconds = 900 } = checkJson(body, of('UploadWanted')) as Wanted;
    checkKey(key);
    const most = mostBytes(bytes, settings);
    const expiresAt = new Date(Date.now() + seconds * 1000);
    const form = await signForm(s3, { bucket: settings.bucket, key, most, expiresAt });
    return { status: 200, body: { ...form, key, bytes: most, expiresAt: expiresAt.toISOString() } };
  },
});
