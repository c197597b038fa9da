import type { Readable } from 'node:stream';
import type { Bodies } from './bodies.ts';
import type { Secrets } from './checkFormSignature.ts';
import type { Db } from './db.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { S3Request } from './S3Request.ts';

/** What every operation works on. */
export interface S3State {
  region: string;
  db: Db;
  bodies: Bodies;
  dispatcher: Dispatcher;
  secrets: Secrets;
  hasEventBus: boolean;
  patienceMs: number;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Readable;
}

export type Operation = (s3: S3State, request: S3Request) => Reply | Promise<Reply>;

/** The one account of this S3, in listings and events. */
export const OWNER = 'face-inbox';

export const xmlReply = (body: string, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});
