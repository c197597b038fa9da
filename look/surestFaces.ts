import type { FaceItem } from '../store/ImageItem.ts';

/**
 * Bytes of JSON that the faces of one photo may have: an item of DynamoDB has 400 KB at most, and beside the faces lie their
 * people and the sightings of the version before; many targets of an event bus take 256 KB. About 500 faces fit, of
 * people with very long keys fewer.
 */
const MOST_BYTES = 240_000;

/**
 * The faces that fit into the tables and an event, in the order given: where they are too many, those with a name go
 * before the others, and of these the surest.
 */
export function surestFaces(faces: FaceItem[]): FaceItem[] {
  const kept = new Set<FaceItem>();
  let bytes = 0;
  for (const face of faces.toSorted((a, b) => named(b) - named(a) || b.score - a.score)) {
    // The name is in the list of people once more.
    bytes += Buffer.byteLength(JSON.stringify([face, face.person]));
    if (bytes > MOST_BYTES) break;
    kept.add(face);
  }
  return faces.filter((face) => kept.has(face));
}

const named = ({ person }: FaceItem) => Number(person !== undefined);
