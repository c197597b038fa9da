import type { Asked } from '../Route.ts';
import { mediaType, readForm } from './readForm.ts';

/** The photo that was sent: the body itself, or the part `image` of a form. @throws ProblemError 400 */
export async function photoOf(asked: Asked): Promise<Buffer> {
  const isForm = mediaType(asked.headers['content-type'] ?? '') === 'multipart/form-data';
  return isForm ? (await readForm(asked, ['image'])).image!.bytes : asked.body;
}
