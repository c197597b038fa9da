import { findSuspicious, readEnrolments, type Suspicious } from '../../people/suspicious/findSuspicious.ts';
import { galleryVersion } from '../../store/galleryLog.ts';
import type { Store } from '../../store/openStore.ts';
import type { Api } from '../Api.ts';
import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';

export const suspicious = route({
  method: 'GET',
  path: '/v1/suspicious',
  id: 'listSuspicious',
  summary: 'Enrolled photos that probably show somebody else than their person',
  scope: 'read',
  answers: { 200: { description: 'As of now', content: { 'application/json': of('SuspiciousPhotos') } } },
  handle: async (_, api) => ({ status: 200, body: { photos: await foundNow(api) } }),
});

/** What was found last; looked for anew when somebody was enrolled or removed since, as that reads everybody. */
const found = new WeakMap<Store, { version: number; photos: Suspicious[] }>();

async function foundNow({ store, settings }: Api): Promise<Suspicious[]> {
  const version = await galleryVersion(store);
  const last = found.get(store);
  if (last?.version === version) return last.photos;
  const enrolments = await readEnrolments(store, settings);
  const photos = await findSuspicious(enrolments, settings, () => {}, new AbortController().signal);
  found.set(store, { version, photos });
  return photos;
}
