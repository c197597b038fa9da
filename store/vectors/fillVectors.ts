import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { touchGallery } from '../galleryLog.ts';
import type { Store } from '../openStore.ts';
import type { PersonItem } from '../people.ts';
import { transact } from '../transact.ts';
import { changeEnrolment, stillThe } from './changeEnrolment.ts';
import { counts } from './gallerySize.ts';
import { galleryOfRow, indexed } from './indexed.ts';
import { mendSizes } from './mendSizes.ts';
import { ofIndex } from './VectorIndexError.ts';
import { VECTOR_INDEX } from './vectorIndex.ts';

type Row = Pick<PersonItem, 'person' | 'photo' | 'sequencer' | 'space' | 'descriptor' | 'gallery'>;

export interface Filled {
  /** All that are enrolled. */
  photos: number;
  /** Those that the index had not, or not where they belong, and has now. */
  filled: number;
  /** Those that it does not take, and why. */
  left: { person: string; photo: string; message: string }[];
  /** Galleries whose size was another than that of their rows, and is right now. */
  mended: number;
}

interface Options {
  signal?: AbortSignal;
  width?: number;
  told?(photos: number): void;
}

/** DynamoDB takes 100 writes at once, the two of the sizes among them. */
const AT_ONCE = 90;
const READ = ['person', 'photo', 'sequencer', 'space', 'descriptor', 'gallery'];

/**
 * Gives every enrolled photo what DynamoDB's vector index finds it by. It can be interrupted and repeated, while photos are
 * enrolled and removed; what the index has already costs no write.
 * @param options.width the index's number of dimensions; DynamoDB refuses rows with others
 * @param options.told is given how many rows were looked at by now
 */
export async function fillVectors(store: Store, options: Options = {}): Promise<Filled> {
  const { signal, width = VECTOR_INDEX.Dimensions, told } = options;
  const result: Filled = { photos: 0, filled: 0, left: [], mended: 0 };
  const sizes = new Map<string, number>();
  try {
    for await (const rows of pages(store)) {
      result.photos += rows.length;
      const missing = rows.filter((row) => row.gallery !== galleryOfRow(row));
      const fitting = missing.filter(({ descriptor }) => descriptor.length === 4 * width);
      const out = new Set(missing.filter((row) => !fitting.includes(row)));
      for (const { person, photo, descriptor } of out)
        result.left.push({ person, photo, message: unfitting(descriptor, width) });
      for (const together of inBatches(fitting)) {
        signal?.throwIfAborted();
        for (const row of await fill(store, together)) out.add(row);
      }
      result.filled += missing.length - out.size;
      for (const row of rows)
        if (!out.has(row)) sizes.set(galleryOfRow(row), (sizes.get(galleryOfRow(row)) ?? 0) + 1);
      told?.(result.photos);
    }
  } finally {
    if (result.filled > 0) await touchGallery(store);
  }
  result.mended = await mendSizes(store, sizes);
  return result;
}

async function* pages(store: Store): AsyncGenerator<Row[]> {
  const names = READ.map((name) => [`#${name}`, name] as const);
  const found = paginateScan(
    { client: store.db },
    {
      TableName: store.names.people,
      ConsistentRead: true,
      ProjectionExpression: names.map(([place]) => place).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names),
    },
  );
  for await (const { Items = [] } of found) yield Items as Row[];
}

/** Of one way from gallery to gallery each. */
function* inBatches(rows: Row[]): Generator<Row[]> {
  const ways = Map.groupBy(rows, (row) => `${row.gallery} ${galleryOfRow(row)}`);
  for (const way of ways.values())
    for (let at = 0; at < way.length; at += AT_ONCE) yield way.slice(at, at + AT_ONCE);
}

/** @returns those that were not filled: they are gone, or others by now */
async function fill(store: Store, rows: Row[]): Promise<Row[]> {
  const [{ gallery: from }, to] = [rows[0]!, galleryOfRow(rows[0]!)];
  const writes = rows.map((row) => updateOf(store, row));
  const all = transact(store, [...writes, ...counts(store, from, to, rows.length)]);
  if (await all.catch((error) => Promise.reject(ofIndex(error, store.names.people)))) return [];
  // One of them has changed, and is in the way of the others.
  const left: Row[] = [];
  for (const row of rows) {
    const done = await changeEnrolment(store, row, (now) =>
      now && now.gallery !== galleryOfRow(now) ? { ...now, ...indexed(now) } : undefined,
    );
    if (!done) left.push(row);
  }
  return left;
}

const unfitting = (descriptor: Uint8Array, width: number) =>
  `Its descriptor has ${descriptor.length / 4} numbers, and the vector index is for ${width}: nothing finds it there. Enrol it ` +
  'with the recogniser of the functions, or set GALLERY to memory or index.';

function updateOf(store: Store, row: Row) {
  const { ConditionExpression, ExpressionAttributeValues } = stillThe(row);
  const { vector, gallery } = indexed(row);
  return {
    Update: {
      TableName: store.names.people,
      Key: { person: row.person, photo: row.photo },
      UpdateExpression: 'SET vector = :vector, gallery = :gallery',
      ConditionExpression: `${ConditionExpression} AND #space = :space`,
      ExpressionAttributeNames: { '#space': 'space' },
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ...{ ':vector': vector, ':gallery': gallery, ':space': row.space },
      },
    },
  };
}
