import { InvalidArgumentError } from 'commander';
import { numberOfGroup } from '../../people/unknown/numberOfGroup.ts';

export function groupNumber(text: string): number {
  const number = numberOfGroup(text);
  if (number === undefined)
    throw new InvalidArgumentError(
      'It must be a group such as unknown-17; `npx face-inbox unknown` lists them.',
    );
  return number;
}

/** A face of a photo: its key, `#`, and its number, from 1 as `who` has it. */
export function facePlace(
  text: string,
  others: { image: string; face: number }[] = [],
): { image: string; face: number }[] {
  const [, image, face] = /^(.+)#([1-9]\d*)$/s.exec(text) ?? [];
  if (image === undefined)
    throw new InvalidArgumentError(
      'It must be a photo and the number of a face in it, as `npx face-inbox who` has it, such as party.jpg#2.',
    );
  return [...others, { image, face: Number(face) - 1 }];
}
