import { isUsable } from '../../faces/isUsable.ts';
import { placeOf } from '../../look/faceItem.ts';
import { COMPUTING } from '../computing.ts';
import { route } from '../Route.ts';
import { of } from '../schemas/parts.ts';
import { csvOf, numberColumns } from './descriptorsCsv.ts';
import { engineOf, lookAtPhoto, pictureOf } from './lookAtPhoto.ts';
import { photoOf } from './photoOf.ts';
import { formOf, PHOTO } from './takes.ts';

export const describe = route({
  method: 'POST',
  path: COMPUTING.describe,
  id: 'describe',
  summary: 'Describe the faces of a photo by numbers; nothing is stored',
  scope: 'recognise',
  takes: { ...PHOTO, ...formOf({ image: 'The photo' }) },
  answers: {
    200: {
      description: 'Its faces, the surest first. As CSV there is a line for each that can be compared',
      content: { 'application/json': of('Described'), 'text/csv': { type: 'string' } },
    },
  },
  async handle(asked, api) {
    const { photo, faces, finder, timings } = await lookAtPhoto(api, await photoOf(asked));
    const { space } = finder;
    const found = faces.map((face) => ({
      ...placeOf(face, photo),
      usable: isUsable(face, api.settings),
      ...(face.descriptor && { descriptor: [...face.descriptor] }),
    }));
    if (asked.wants === 'text/csv') {
      const titles = ['space', 'left', 'top', 'width', 'height', 'score', 'size', 'sharpness'];
      const rows = found
        .filter(({ usable }) => usable)
        .map(({ box, score, quality, descriptor }) => [
          ...[space, box.left, box.top, box.width, box.height],
          ...[score, quality.size, quality.sharpness, ...descriptor!],
        ]);
      const columns = [...titles, ...numberColumns(finder.engine.recogniser.dimensions)];
      return { status: 200, type: 'text/csv', body: csvOf(columns, rows) };
    }
    const takenAt = photo.takenAt && { takenAt: photo.takenAt.toISOString() };
    const body = {
      ...{ ...pictureOf(photo), ...takenAt, space },
      ...{ faces: found, engine: engineOf(finder), timings },
    };
    return { status: 200, body };
  },
});
