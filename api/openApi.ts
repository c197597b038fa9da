import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../config/settings.ts';
import type { Gallery } from '../faces/match/Gallery.ts';
import { openGalleries } from '../galleries/openGalleries.ts';
import type { Warn } from '../galleries/tellWhoIsElsewhere.ts';
import { type Looker, openLooker } from '../look/openLooker.ts';
import { enrolsHere } from '../store/enrolsHere.ts';
import { openStore } from '../store/openStore.ts';
import { STREAM_TIMEOUTS, TIMEOUTS } from '../store/timeouts.ts';
import type { Api } from './Api.ts';
import { openPictures } from './pictures/openPictures.ts';

/**
 * Opens clients at once, and decoders and engine when first asked for: who only reads waits for none.
 * @param folder where pictures are kept, as openPictures has it
 */
export function openApi(
  settings: Settings,
  warn: Warn,
  onError: (error: Error) => void,
  folder?: string,
): Api {
  const store = openStore(settings);
  const s3 = new S3Client({
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    requestHandler: STREAM_TIMEOUTS,
  });
  let looker: Promise<Looker> | undefined;
  let galleryNow: Promise<(collection: string) => Promise<Gallery>> | undefined;
  const open: Api['looker'] = () => {
    looker ??= openLooker(settings).catch((error: unknown) => {
      looker = undefined; // another try can succeed
      throw error;
    });
    return looker;
  };
  const openGallery = async () => {
    const [{ finder }, isHome] = await Promise.all([open(), enrolsHere(store)]);
    return openGalleries(settings, { store, s3, space: finder.space, warn, isHome });
  };
  return {
    settings,
    store,
    s3,
    sqs: new SQSClient({ requestHandler: TIMEOUTS }),
    looker: open,
    async gallery(collection) {
      galleryNow ??= openGallery().catch((error: unknown) => {
        galleryNow = undefined;
        throw error;
      });
      return (await galleryNow)(collection);
    },
    pictures: openPictures(settings, folder),
    onError,
  };
}
