import type { Settings } from '../../config/settings.ts';
import type { Finder } from '../../faces/Finder.ts';
import { isUsable, type UsableFace } from '../../faces/isUsable.ts';
import { euclidean } from '../../faces/match/Gallery.ts';
import { limitFor } from '../../faces/match/limitFor.ts';
import { similarity } from '../../faces/match/similarity.ts';
import { placeOf, round } from '../../look/faceItem.ts';
import { COMPUTING } from '../computing.ts';
import { ProblemError } from '../ProblemError.ts';
import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';
import { engineOf, type Looked, lookAtPhoto, pictureOf } from './lookAtPhoto.ts';
import { readForm } from './readForm.ts';
import { formOf } from './takes.ts';

export const compare = route({
  method: 'POST',
  path: COMPUTING.compare,
  id: 'compare',
  summary: 'Say whether two photos show one person; nothing is stored',
  scope: 'recognise',
  takes: formOf({ a: 'The one photo', b: 'The other' }),
  answers: {
    200: {
      description: 'The two faces that are nearest to each other, one of each photo',
      content: { 'application/json': of('Compared') },
    },
  },
  async handle(asked, api) {
    const form = await readForm(asked, ['a', 'b']);
    const a = await lookAtPhoto(api, form.a!.bytes, 'a');
    const b = await lookAtPhoto(api, form.b!.bytes, 'b');
    const { finder } = a;
    const best = nearest(usable(a, 'a', api.settings), usable(b, 'b', api.settings), finder);
    // As if the one were enrolled with this photo, and nobody else.
    const limit = limitFor(finder.match, 1);
    const body = {
      same: best.distance <= limit,
      distance: round(best.distance, 4),
      similarity: Math.floor(similarity(best.distance, finder.match.calibration) * 10) / 10,
      limit: round(limit, 4),
      a: told(a, best.one, api.settings),
      b: told(b, best.other, api.settings),
      engine: engineOf(finder),
    };
    return { status: 200, body };
  },
});

function usable({ faces }: Looked, name: string, settings: Settings): UsableFace[] {
  const found = faces.filter((face) => isUsable(face, settings));
  if (found.length > 0) return found;
  throw new ProblemError(422, {
    code: 'no-face',
    detail: `The photo ${name} shows no face that can be compared.`,
    value: `${faces.length} faces, of which 0 can be compared`,
    rule: 'Each of the two must show a face that is large, sharp and well lit enough, and not from the side.',
    remedy: 'Send another photo.',
  });
}

function nearest(ones: UsableFace[], others: UsableFace[], { space }: Finder) {
  const pairs = ones.flatMap((one) =>
    others.map((other) => ({
      one,
      other,
      distance: euclidean({ descriptor: one.descriptor, space }, { descriptor: other.descriptor, space }),
    })),
  );
  return pairs.reduce((best, pair) => (pair.distance < best.distance ? pair : best));
}

function told({ photo, faces }: Looked, best: UsableFace, settings: Settings) {
  return {
    ...pictureOf(photo),
    face: faces.indexOf(best),
    faces: faces.map((face) => ({ ...placeOf(face, photo), usable: isUsable(face, settings) })),
  };
}
