import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../config/settings.ts';
import type { Gallery } from '../faces/match/Gallery.ts';
import type { Looker } from '../look/openLooker.ts';
import type { Works } from '../people/works/Work.ts';
import type { Store } from '../store/openStore.ts';
import type { Pictures } from './pictures/Pictures.ts';

/** What the routes work with. */
export interface Api {
  settings: Settings;
  store: Store;
  s3: S3Client;
  sqs: SQSClient;
  /** Opened when first asked for. @throws EngineError, WeightsError, SettingError, DecoderError */
  looker(): Promise<Looker>;
  /** Who is enrolled in a collection as of now. */
  gallery(collection: string): Promise<Gallery>;
  /** Long changes of the people; absent where no process stays to do them. */
  works?: Works;
  pictures: Pictures;
  /** Tells of an error of ours, which the client is told nothing of. */
  onError(error: Error): void;
}
