import { allTracks } from '../../store/results/allTracks.ts';
import { ProblemError } from '../ProblemError.ts';
import { resultAt } from '../pictures/whatToShow.ts';
import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';
import { notThere } from './images.ts';

/** For who draws boxes over a film: of most films the result has them too. */
export const tracks = route({
  method: 'GET',
  path: '/v1/images/{key}/tracks',
  id: 'getTracks',
  summary: 'All tracks of a film with the way of their boxes, also those that are too many for its result',
  scope: 'read',
  answers: { 200: { description: 'By when they begin', content: { 'application/json': of('Tracks') } } },
  async handle({ parameters: { key = '' } }, { store }) {
    const item = await resultAt(key, { store });
    if (!item) throw notThere(key);
    if (item.status !== 'analysed' || item.kind !== 'video')
      throw new ProblemError(404, {
        code: 'no-tracks',
        detail: `${JSON.stringify(key)} has no tracks.`,
        value: item.status,
        rule: 'It must be a film that was looked at.',
        remedy: 'See GET /v1/images/{key}.',
      });
    const all = await allTracks(store, item);
    if (!all) throw notThere(key);
    const { film, tracks, isLost } = all;
    if (isLost)
      throw new ProblemError(404, {
        code: 'tracks-lost',
        detail: `The tracks of ${JSON.stringify(key)} are not where its result says.`,
        value: `s3://${film.tracksAt?.bucket}/${film.tracksAt?.key}`,
        rule: 'Nobody may delete objects of that bucket but the functions.',
        remedy:
          'Drop the film again. Until then GET /v1/images/{key} has those of its tracks that are in its item.',
      });
    return { status: 200, body: { image: key, etag: film.etag, tracks } };
  },
});
