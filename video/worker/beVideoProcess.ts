import { beConfined, watchParent } from '../../faces/decode/worker/beConfined.ts';
import { EXCHANGE } from '../../faces/decode/worker/channel.ts';
import { readExchange } from '../../faces/decode/worker/exchange.ts';
import { VideoError } from '../VideoError.ts';
import type { VideoSource } from '../VideoSource.ts';
import type { Answer, Request } from './messages.ts';

/** What is answered. */
export type Asked = Exclude<Request, { what: 'leave' | 'take' }>;

/**
 * Makes this process one that startVideoDecoder.ts has started.
 * @param answer is given a source of a video of so many bytes
 * @param leave ends what was begun
 */
export function beVideoProcess(
  answer: (request: Asked, sourceOf: (bytes: number) => VideoSource) => Promise<Answer>,
  leave: () => Promise<void> = async () => {},
): void {
  let awaited: PromiseWithResolvers<Uint8Array> | undefined;
  /** The parent's, which reads for us: this process has no network and no file. */
  const sourceOf = (bytes: number): VideoSource => ({
    bytes,
    read(start, end) {
      awaited = Promise.withResolvers();
      say({ wants: { start, end } } satisfies Answer);
      return awaited.promise;
    },
  });
  const say = beConfined<Request>(async (request) => {
    if (request.what === 'take') return awaited?.resolve(readExchange(EXCHANGE, request.bytes));
    if (request.what === 'leave') return leave();
    // Decoding computes for long in this thread.
    watchParent();
    say(
      await answer(request, sourceOf).catch((error: Error): Answer => {
        if (error instanceof VideoError) return { refused: { reason: error.reason, message: error.message } };
        return { failed: `${error.name}: ${error.message}` };
      }),
    );
  });
}
