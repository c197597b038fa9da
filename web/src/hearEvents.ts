import { ask } from './api.ts';

/** An event of the inbox, by its detail-type; or `gap`: some were missed, what is shown has to be read again. */
export interface Told {
  type: string;
  detail: Record<string, unknown>;
}

interface Hearer {
  /** Of the last event that was told; the stream goes on from there. */
  lastId: string | undefined;
  /** Told after each event, and whenever there is a sign of life, up to where all was told. */
  onHeard(id: string | undefined): void;
  onTold(told: Told): void;
}

/** The inbox gives a sign of life every 15 seconds: of a connection that was lost without a word nothing else tells. */
const SILENCE_MS = 45_000;

/**
 * Reads the stream of events until it ends, as the HTML standard has it ("Server-sent events"): EventSource itself can send no key.
 * @throws ApiError; also where the connection breaks, or nothing is heard for three beats
 */
export async function hearEvents(hearer: Hearer): Promise<void> {
  const headers: Record<string, string> =
    hearer.lastId === undefined ? {} : { 'last-event-id': hearer.lastId };
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  const beat = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), SILENCE_MS);
  };
  try {
    const response = await ask('GET', '/v1/events', { headers, signal: silent.signal });
    await hear(response.body!.pipeThrough(new TextDecoderStream()).getReader(), hearer, beat);
  } finally {
    clearTimeout(timer);
  }
}

async function hear(
  reader: ReadableStreamDefaultReader<string>,
  hearer: Hearer,
  onBeat: () => void,
): Promise<void> {
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBeat();
    text += value;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      take(text.slice(0, end), hearer);
      // The stream begins by saying where it is: from then on nothing can be missed.
      hearer.onHeard(hearer.lastId);
      text = text.slice(end + 2);
    }
  }
}

function take(block: string, hearer: Hearer): void {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const cut = line.indexOf(':');
    if (cut > 0) fields.set(line.slice(0, cut), line.slice(cut + 1).trimStart());
  }
  hearer.lastId = fields.get('id') ?? hearer.lastId;
  const data = fields.get('data');
  if (data !== undefined) hearer.onTold({ type: fields.get('event') ?? 'message', detail: JSON.parse(data) });
}
