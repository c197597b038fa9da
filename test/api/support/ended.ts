import type { Client } from './openClient.ts';

/** Asks for a long change of people, and again and again how far it is. @returns how it ended */
export async function ended(client: Client, path: string, body?: object) {
  const json = { headers: { 'content-type': 'application/json' } };
  const asking = body === undefined ? {} : { ...json, body: JSON.stringify(body) };
  const begun = await client.ask('POST', path, asking);
  if (begun.status !== 202) throw new Error(`${path}: ${JSON.stringify(begun.body)}`);
  if (begun.headers.get('location') !== begun.body.at) throw new Error(`${path}: no Location`);
  for (;;) {
    const { body: work } = await client.ask('GET', begun.body.at);
    if (work.status !== 'working') return work;
  }
}
