import type { Face } from '../../faces/findFaces.ts';
import type { FaceItem, Pending } from '../../store/ImageItem.ts';
import { pack } from '../../store/people.ts';

/** Of what, and until when in Unix seconds, descriptors of unknown faces are kept. */
export interface Keeping {
  of: Omit<NonNullable<Pending['keep']>, 'faces'>;
  until: number;
}

/** On their way to the table they lie within the item, beside its faces (surestFaces.ts): those of about a hundred. */
const MOST_BYTES = 60_000;

/** The descriptors of the unknown faces, the surest of a crowd. */
export function unknownToKeep(items: FaceItem[], faces: Face[]): Map<FaceItem, Uint8Array> {
  const kept = new Map<FaceItem, Uint8Array>();
  let bytes = 0;
  for (const { item, descriptor } of items
    .map((item, at) => ({ item, descriptor: faces[at]!.descriptor }))
    .sort((a, b) => b.item.score - a.item.score)) {
    if (item.decision !== 'unknown' || !descriptor) continue;
    bytes += descriptor.byteLength;
    if (bytes > MOST_BYTES) break;
    kept.set(item, pack(descriptor));
  }
  return kept;
}
