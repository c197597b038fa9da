import { isDeepStrictEqual } from 'node:util';
import type { FaceItem, ImageItem } from '../../../store/ImageItem.ts';
import { changeOf } from '../../../store/sequencer.ts';
import { withoutPerson } from '../../../store/withoutPerson.ts';
import type { Announced } from '../../support/subscribe.ts';

/**
 * Whether the item is what was announced last of its photo, without people who were forgotten since: that revises a result without an
 * event, which would have to say whose name went.
 */
export function isForgotten(item: ImageItem | undefined, last: Announced | undefined): boolean {
  if (item?.status !== 'analysed' || item.kind || !last) return false;
  const { sequencer, faces: told } = last.detail as Announced['detail'] & {
    sequencer: string;
    faces?: FaceItem[];
  };
  if (changeOf(sequencer) !== changeOf(item.sequencer) || sequencer >= item.sequencer || !told) return false;
  const gone = namesIn(told).filter((name) => !namesIn(item.faces).includes(name));
  const left = gone.reduce((faces, name) => withoutPerson(faces, name, () => false), told);
  return gone.length > 0 && isDeepStrictEqual(left, item.faces);
}

const namesIn = (faces: FaceItem[]) =>
  faces.flatMap(({ person, runnerUp }) => [person ?? [], runnerUp?.person ?? []].flat());
