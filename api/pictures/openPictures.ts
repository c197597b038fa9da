import type { Settings } from '../../config/settings.ts';
import { type Decoder, openDecoder } from '../../faces/decode/worker/openDecoder.ts';
import { decoderLimits } from '../../look/decoderLimits.ts';
import { openFrames } from './openFrames.ts';
import { openPictureFolder, openPictureMemory, type PictureStore } from './openPictureStore.ts';
import type { Pictures } from './Pictures.ts';

/** Without a folder; about a thousand thumbnails. */
const IN_MEMORY = 16e6;

/**
 * Decoders are started when first needed: who only reads waits for none.
 * @param folder where pictures are kept; in memory alone, if not given
 */
export function openPictures(settings: Settings, folder: string | undefined): Pictures {
  const limits = decoderLimits(settings);
  const kept: PictureStore = folder === undefined ? openPictureMemory(IN_MEMORY) : openPictureFolder(folder);
  let decoder: Decoder | undefined;
  let frames: Pictures['frameAt'] | undefined;
  const underWay = new Map<string, Promise<Buffer>>();
  return {
    have({ image, name, make, stands }) {
      const key = JSON.stringify([image, name]);
      const had = async () => {
        const found = await kept.get(image, name);
        if (found) return found;
        const made = await make();
        await kept.put(image, name, made);
        if (!(await stands())) await kept.remove(image);
        return made;
      };
      const having = underWay.get(key) ?? had().finally(() => underWay.delete(key));
      underWay.set(key, having);
      return having;
    },
    reduce(of, wanted) {
      decoder ??= openDecoder(limits);
      return decoder.picture(of, wanted);
    },
    frameAt(source, time, width) {
      frames ??= openFrames(limits);
      return frames(source, time, width);
    },
  };
}
