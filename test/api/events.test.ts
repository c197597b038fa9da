import test from 'ava';
import { checkEvent } from '../support/checkEvent.ts';
import { tiny } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';

interface Told {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** Reads the stream as the HTML standard says: `next` gives the events, `position` the last id. */
function listen(endpoint: string, lastEventId?: string) {
  const gone = new AbortController();
  const waiting: ((told: Told) => void)[] = [];
  const told: Told[] = [];
  let position = lastEventId;
  const located = Promise.withResolvers<void>();
  const take = (block: string) => {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]),
    );
    if (fields.id) position = fields.id;
    if (fields.data === undefined) return located.resolve();
    const one = { id: fields.id!, event: fields.event!, data: JSON.parse(fields.data) };
    const next = waiting.shift();
    if (next) next(one);
    else told.push(one);
  };
  const ended = (async () => {
    const headers = { ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
    const response = await fetch(`${endpoint}/v1/events`, { headers, signal: gone.signal });
    if (response.headers.get('content-type') !== 'text/event-stream; charset=utf-8')
      throw new Error(`${response.status} ${await response.text()}`);
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  })();
  ended.catch(() => {});
  return {
    located: located.promise,
    position: () => position,
    next: () =>
      new Promise<Told>((resolve) => {
        const one = told.shift();
        if (one) resolve(one);
        else waiting.push(resolve);
      }),
    ended,
    close: () => gone.abort(),
  };
}

let stack: Stack;
test.before(async () => {
  stack = await startStack();
});
test.after.always(() => stack?.stop());

test.serial('events come as they are announced, each as its schema has it', async (t) => {
  const stream = listen(stack.endpoint);
  await stream.located;
  await stack.drop('a.png', await tiny(1));
  const { event, data } = await stream.next();
  t.is(event, 'Image Analysed');
  t.is(data.image, 'a.png');
  t.notThrows(() => checkEvent(event, data));
  stream.close();
});

test.serial('who comes again is told what it has missed, in order, and then what is new', async (t) => {
  const first = listen(stack.endpoint);
  await first.located;
  const position = first.position();
  first.close();
  for (const key of ['b.png', 'c.png']) await stack.analysed(key, await tiny(2));
  const second = listen(stack.endpoint, position);
  t.is((await second.next()).data.image, 'b.png');
  t.is((await second.next()).data.image, 'c.png');
  await stack.drop('d.png', await tiny(3));
  t.is((await second.next()).data.image, 'd.png');
  second.close();
});

test.serial('what cannot be told any more is a gap, and no silence', async (t) => {
  for (const id of ['0123456789ab-3', 'nonsense', '0123456789ab-99999999999']) {
    const stream = listen(stack.endpoint, id);
    const { event, data } = await stream.next();
    t.is(event, 'gap');
    t.deepEqual(data, { lastEventId: id });
    await stack.drop('e.png', await tiny(id.length));
    t.is((await stream.next()).data.image, 'e.png');
    stream.close();
  }
});

test.serial('the stream ends with the inbox', async (t) => {
  const own = await startStack();
  const stream = listen(own.endpoint);
  await stream.located;
  await own.stop();
  await t.notThrowsAsync(stream.ended);
});
