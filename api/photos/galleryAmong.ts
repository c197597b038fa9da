import type { Finder } from '../../faces/Finder.ts';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { ProblemError } from '../ProblemError.ts';
import { of } from '../schemas/parts.ts';
import { checkJson } from '../validate.ts';
import { descriptorsOfCsv } from './descriptorsCsv.ts';
import type { Part } from './readForm.ts';

interface Descriptors {
  space: string;
  faces: { usable?: boolean; descriptor?: number[] }[];
}

/**
 * A gallery of one person, who has the descriptors of a part of a form; `photo` is the place of each among those that are
 * usable, from 0 on.
 * @throws ProblemError 400, 422 where they are none, or of another space
 */
export function galleryAmong(
  { bytes, type }: Part,
  person: string,
  { space, engine }: Finder,
): MemoryGallery {
  const text = bytes.toString('utf8');
  const isJson = type === 'application/json' || (type !== 'text/csv' && /^\s*\{/.test(text));
  const given: Descriptors = isJson
    ? (checkJson(bytes, of('Descriptors'), `The part ${JSON.stringify(person)}`) as Descriptors)
    : descriptorsOfCsv(text);
  if (given.space !== space)
    throw wrong(
      'other-space',
      `The descriptors are of the space ${given.space}.`,
      given.space,
      `They must be of ${space}, in which the engine here describes faces.`,
    );
  const usable = given.faces.flatMap(({ usable: isUsable, descriptor }) =>
    descriptor && isUsable !== false ? [descriptor] : [],
  );
  if (usable.length === 0)
    throw wrong(
      'no-descriptor',
      'There is no descriptor.',
      null,
      'There must be one that is usable, at least.',
    );
  const other = usable.find((descriptor) => descriptor.length !== engine.recogniser.dimensions);
  if (other)
    throw wrong(
      'bad-descriptor',
      `A descriptor has ${other.length} numbers.`,
      other.length,
      `In the space ${space} each has ${engine.recogniser.dimensions}.`,
    );
  return new MemoryGallery(
    space,
    usable.map((numbers, at) => ({
      person,
      photo: String(at),
      space,
      descriptor: Float32Array.from(numbers),
    })),
  );
}

function wrong(code: string, detail: string, value: unknown, rule: string): ProblemError {
  return new ProblemError(422, {
    code,
    detail,
    value,
    rule,
    remedy: 'Describe a photo of the person here: POST /v1/describe.',
  });
}
