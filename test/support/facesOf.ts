import type { Analysed, FaceItem } from '../../store/ImageItem.ts';
import { cutOut } from '../cli/command.ts';
import { sample } from './samples.ts';
import type { Stack } from './startStack.ts';

/** Three people on one photo, and each alone: as large as they are there, on grey. */
export interface Faces {
  group: Buffer;
  alone(face: number): Promise<Buffer>;
  /** Makes one of them known. */
  enrol(key: string, face: number): Promise<void>;
}

/** The photo is analysed once for it, below the key `first.jpg`. */
export async function facesOf(stack: Stack): Promise<Faces> {
  const group = await sample(1);
  const { faces } = (await stack.analysed('first.jpg', group)).item as Analysed;
  const alone = (face: number) => cutOut(group, faces[face] as FaceItem);
  return {
    group,
    alone,
    async enrol(key, face) {
      const { event } = await stack.analysed(key, await alone(face));
      if (event.type !== 'Person Enrolled') throw new Error(`${key}: ${event.type}`);
    },
  };
}
