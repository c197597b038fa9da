import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toDraft4 } from './toDraft4.ts';

/** A schema as EventBridge's registries hold it: of the whole event, as a rule's target gets it. */
export interface EventSchema {
  /** Without its ending. */
  file: string;
  /** As the registry names it: without spaces. */
  name: string;
  description: string;
  content: Record<string, unknown>;
}

const EVENTS = resolve(import.meta.dirname, '../../../events');
/** Are part of others, and no events. */
const PARTS = ['face.json', 'track.json'];
const SOURCE = 'face-inbox';

/** What EventBridge puts around the detail (user guide, "AWS service event metadata"). */
const AROUND = {
  version: { type: 'string' },
  id: { type: 'string' },
  account: { type: 'string' },
  time: { type: 'string', format: 'date-time' },
  region: { type: 'string' },
  resources: { type: 'array', items: { type: 'string' } },
};

export function eventSchemas(): EventSchema[] {
  const names = readdirSync(EVENTS).filter((name) => name.endsWith('.json'));
  const files = Object.fromEntries(
    names.sort().map((name) => [name, JSON.parse(readFileSync(join(EVENTS, name), 'utf8'))]),
  );
  return Object.entries(files)
    .filter(([name]) => !PARTS.includes(name))
    .map(([name, { title }]) => ({
      file: name.replace('.json', ''),
      name: title.replaceAll(' ', ''),
      description: `"${title}" events of face-inbox`,
      content: around(title, toDraft4(files[name], files)),
    }));
}

function around(title: string, detail: unknown): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-04/schema#',
    title,
    'x-amazon-events-detail-type': title,
    'x-amazon-events-source': SOURCE,
    type: 'object',
    required: ['detail-type', 'source', 'detail', ...Object.keys(AROUND)],
    properties: { 'detail-type': { enum: [title] }, source: { enum: [SOURCE] }, ...AROUND, detail },
  };
}
