import type { ChunkRow } from '../../store/chunks/ChunkRow.ts';
import type { ChunkMessage } from '../../store/chunks/chunkMessage.ts';
import type { Analysing } from '../../store/ImageItem.ts';
import type { Store } from '../../store/openStore.ts';
import { lastTry } from '../../store/tries.ts';
import { packTracks } from '../../video/analyse/packTracks.ts';
import { partOf } from './lookAtChunk.ts';

/** The row of a part that was tried as often as is allowed: it is missing, so that all else of the video can be told. */
export async function givenUp(
  store: Store,
  chunk: ChunkMessage,
  item: Analysing,
  message: string,
): Promise<ChunkRow> {
  const tried = await lastTry(store, message);
  const why =
    tried?.error ??
    'the function that looked at this part was ended, for want of memory or time, or from outside';
  const part = partOf(chunk, item);
  return {
    ...part,
    tracks: packTracks([]),
    missing: [{ from: part.from, to: part.to, reason: 'failed', message: why }],
    ...{ looked: 0, decoded: 0, ms: 0 },
  };
}
