import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Heard } from '../events/openEventBus.ts';
import type { Handler } from '../gateway/openGateway.ts';

/** So much of what was told lately is kept for those whose connection broke. */
const KEPT_EVENTS = 2000;
const KEPT_BYTES = 4 * 1024 * 1024;
/** A reader that is so far behind is cut off: it comes again, and goes on from where it was. */
const BEHIND_BYTES = 1024 * 1024;
/** Proxies and browsers take a connection that says nothing for dead; the HTML standard proposes 15 s. */
const BEAT_MS = 15_000;

interface Told {
  number: number;
  text: string;
}

export interface EventStream {
  tell(event: Heard): void;
  handle: Handler;
  /** Ends all that listen; they come again. */
  close(): void;
}

/**
 * The events of a bus as server-sent events (HTML standard, "Server-sent events"). The id of one is `<start>-<number>`: who
 * comes again with the last one that it had is told all that came after. Where that is not kept any more, or of another start, it is
 * told an event `gap` in the place of it.
 */
export function openEventStream(bus: string): EventStream {
  const start = randomBytes(6).toString('hex');
  const kept: Told[] = [];
  let bytes = 0;
  let last = 0;
  const readers = new Set<ServerResponse>();
  const idOf = (number: number) => `id: ${start}-${number}\n`;
  const send = (response: ServerResponse, text: string) => {
    response.write(text);
    if (response.writableLength > BEHIND_BYTES) response.destroy();
  };
  const beat = setInterval(() => {
    for (const response of readers) send(response, ':\n\n');
  }, BEAT_MS);
  beat.unref();

  /** What is to be told first to one who had all up to that id; without an id nothing was missed. */
  const since = (id: string | undefined): string => {
    if (id === undefined || id === '') return '';
    const [of, number = ''] = id.split('-');
    const had = of === start && /^\d+$/.test(number) ? Number(number) : Number.NaN;
    const oldest = kept[0]?.number ?? last + 1;
    if (!(had >= oldest - 1 && had <= last))
      return `${idOf(last)}event: gap\ndata: ${JSON.stringify({ lastEventId: id })}\n\n`;
    return kept
      .filter(({ number: one }) => one > had)
      .map(({ text }) => text)
      .join('');
  };

  return {
    tell({ bus: of, detailType, detailText }) {
      if (of !== bus) return;
      const number = ++last;
      // JSON may have line breaks between its parts, and nowhere else.
      const data = detailText.replaceAll(/\r\n|[\r\n]/g, ' ');
      const text = `${idOf(number)}event: ${detailType.replaceAll(/[\r\n]/g, ' ')}\ndata: ${data}\n\n`;
      kept.push({ number, text });
      bytes += text.length;
      while (kept.length > KEPT_EVENTS || bytes > KEPT_BYTES) bytes -= kept.shift()!.text.length;
      for (const response of readers) send(response, text);
    },
    handle(request, response) {
      // Of who left while the function was asked `close` is over: nothing would take them out of the readers.
      if (response.destroyed) return;
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      request.socket.setNoDelay(true);
      const id = request.headers['last-event-id'];
      // The id alone is no event, but from then on one can come again.
      send(response, `${since(typeof id === 'string' ? id : undefined)}${idOf(last)}retry: 1000\n\n`);
      readers.add(response);
      response.on('close', () => readers.delete(response));
    },
    close() {
      clearInterval(beat);
      for (const response of readers) response.end();
      readers.clear();
    },
  };
}
