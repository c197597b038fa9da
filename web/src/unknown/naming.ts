import { ApiError } from '../api.ts';
import { begin, ended, type Work } from '../people/works.ts';
import { readGroups } from './groups.ts';

/** Groups whose name the inbox was not told yet. */
let untold = 0;

/** Says who groups are; one after the other, since all are of one person. @throws ApiError */
export async function nameGroups(groups: string[], person: string): Promise<void> {
  let left = groups.length;
  untold += left;
  try {
    for (const group of groups) {
      const begun = await begin(urlOf(group, 'name'), { person });
      left--;
      untold--;
      await nameEnded(begun);
    }
  } finally {
    untold -= left;
  }
}

/** What the inbox was told goes on without this window; the others would be lost. */
addEventListener('beforeunload', (event) => {
  if (untold > 0) event.preventDefault();
});

async function nameEnded(begun: Work): Promise<void> {
  const work = await ended(begun);
  await readGroups();
  if (work.status === 'failed')
    throw new ApiError(
      500,
      'failed',
      work.problem?.detail ?? 'It could not be done.',
      work.problem?.remedy ?? '',
    );
}

/** Takes one face out of a group: it is somebody else's. @throws ApiError */
export async function splitFace(group: string, face: { image: string; face: number }): Promise<void> {
  const { image, face: place } = face;
  await ended(await begin(urlOf(group, 'split'), { faces: [{ image, face: place }] }));
  await readGroups();
}

function urlOf(group: string, what: string): string {
  return `/v1/unknown/${encodeURIComponent(group)}/${what}`;
}
