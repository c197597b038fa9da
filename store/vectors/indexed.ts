import { type PersonItem, unpack } from '../people.ts';

/** What a row has for DynamoDB's vector index to find it. */
export type Indexed = Required<Pick<PersonItem, 'vector' | 'gallery'>>;

/** Among whom one is searched for: of the collection, as that space describes them. A collection has no `|` in its name. */
export function galleryOf(collection: string, space: string): string {
  return `${collection}|${space}`;
}

/** Of a row with that person and that descriptor of its own. */
export function indexed({
  person,
  space,
  descriptor,
}: Pick<PersonItem, 'person' | 'space' | 'descriptor'>): Indexed {
  return { vector: numbersOf(unpack(descriptor)), gallery: galleryOfRow({ person, space }) };
}

/** Where the row belongs, by its own space; what it is described as besides is not indexed. */
export function galleryOfRow({ person, space }: Pick<PersonItem, 'person' | 'space'>): string {
  return galleryOf(person.slice(0, Math.max(0, person.indexOf('/'))), space);
}

/** In the nine digits that tell any two numbers of 32 bits apart, so that the very same ones come back. */
export function numbersOf(descriptor: Float32Array): number[] {
  return Array.from(descriptor, (value) => Number(value.toPrecision(9)));
}
