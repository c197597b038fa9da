import { compare } from './photos/compare.ts';
import { describe } from './photos/describe.ts';
import { recognise } from './photos/recognise.ts';
import { original } from './pictures/original.ts';
import { picture } from './pictures/picture.ts';
import type { Route } from './Route.ts';
import { events } from './reads/events.ts';
import { image, images, rejected } from './reads/images.ts';
import { people, sightings } from './reads/people.ts';
import { forgetting, person } from './reads/person.ts';
import { stats } from './reads/stats.ts';
import { suspicious } from './reads/suspicious.ts';
import { tracks } from './reads/tracks.ts';
import { unknown } from './reads/unknown.ts';
import { forget, merge, nameGroup, rename, splitGroup } from './work/changes.ts';
import { work, works } from './work/works.ts';
import { deletePerson, deletePersonsPhoto, putPersonsPhoto } from './writes/people.ts';
import { deleteImage, putImage } from './writes/photos.ts';
import { uploads } from './writes/uploads.ts';

/** All that can be asked, but for the description of it. */
export const ROUTES: Route[] = [
  ...[recognise, compare, describe],
  ...[
    images,
    image,
    tracks,
    picture,
    original,
    people,
    person,
    sightings,
    suspicious,
    unknown,
    rejected,
    stats,
    events,
  ],
  ...[forgetting, forget, rename, merge, nameGroup, splitGroup, works, work],
  ...[putImage, deleteImage, putPersonsPhoto, deletePersonsPhoto, deletePerson, uploads],
];
