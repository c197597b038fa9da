import { type Candidate, type Described, type Enrolled, type Gallery, mustBeOf, unequal } from './Gallery.ts';
import { Codes } from './scan/Codes.ts';
import { mayBeNearest } from './scan/mayBeNearest.ts';

/** Numbers that are made room for at once, at least. */
const ROOM = 4096;

/** All enrolled descriptors of one space, one after the other; the nearest that it gives are really the nearest. */
export class MemoryGallery implements Gallery {
  readonly space: string;
  /** How many numbers a descriptor has; of no meaning while there is none. */
  #width = 0;
  /** How many numbers the first has that has not as many as the first of all. */
  #otherWidth: number | undefined;
  #numbers = new Float32Array(0);
  /** By number: whose each descriptor is, as a place in `#people`, and of which photo. */
  readonly #owners: number[] = [];
  readonly #photos: string[] = [];
  readonly #people: string[] = [];
  readonly #places = new Map<string, number>();
  /** Of the descriptors as they are; made when first needed. */
  #codes: Codes | undefined;

  /** @throws SpaceError where one of the enrolled is of another space. */
  constructor(space: string, enrolled: Iterable<Enrolled> = []) {
    this.space = space;
    for (const one of enrolled) this.add(one);
  }

  /** @throws SpaceError where it is of another space. */
  add({ person, photo, ...described }: Enrolled): void {
    mustBeOf(this.space, described);
    const { descriptor } = described;
    const count = this.#photos.length;
    if (count === 0) this.#width = descriptor.length;
    if (descriptor.length !== this.#width) {
      this.#otherWidth ??= descriptor.length;
      return;
    }
    const start = count * this.#width;
    if (start + this.#width > this.#numbers.length)
      this.#resize(Math.max(2 * start, ROOM, start + this.#width));
    this.#numbers.set(descriptor, start);
    let place = this.#places.get(person);
    if (place === undefined) {
      place = this.#people.push(person) - 1;
      this.#places.set(person, place);
    }
    this.#owners.push(place);
    this.#photos.push(photo);
    this.#codes = undefined;
  }

  /** How many enrolled photos it holds. */
  get size(): number {
    return this.#photos.length;
  }

  /**
   * Everyone, nearest first, each at the nearest of their photos; equal distances in order of name.
   * @throws SpaceError where the face is of another space than the gallery, even if nobody is enrolled.
   */
  rank(face: Described): Candidate[] {
    return this.nearestTo(face, Number.POSITIVE_INFINITY);
  }

  /**
   * The first `most` of `rank`, for much less: only of descriptors whose codes do not rule them out a distance is
   * computed.
   * @throws SpaceError as `rank` does.
   */
  nearestTo(face: Described, most: number): Candidate[] {
    mustBeOf(this.space, face);
    if (this.#photos.length === 0 || most < 1) return [];
    for (const width of [this.#width, this.#otherWidth ?? this.#width])
      if (face.descriptor.length !== width) throw unequal(face, width);
    const best = new Map<number, { row: number; distance: number }>();
    for (const row of this.#worthALook(face, most)) {
      const distance = this.#distance(face.descriptor, row);
      const known = best.get(this.#owners[row]!);
      if (!known || distance < known.distance) best.set(this.#owners[row]!, { row, distance });
    }
    return [...best]
      .map(([place, { row, distance }]) => ({
        person: this.#people[place]!,
        photo: this.#photos[row]!,
        distance,
      }))
      .sort((a, b) => a.distance - b.distance || (a.person < b.person ? -1 : 1))
      .slice(0, most);
  }

  async nearest(faces: Described[], most: number): Promise<Candidate[][]> {
    return faces.map((face) => this.nearestTo(face, most));
  }

  /** In their order, all that may be the photo of one of the `most` nearest people. */
  #worthALook(face: Described, most: number): Iterable<number> {
    if (most >= this.#people.length || this.#width === 0) return this.#photos.keys();
    if (this.#numbers.length > this.#photos.length * this.#width)
      this.#resize(this.#photos.length * this.#width);
    this.#codes ??= new Codes(this.#numbers, this.#width);
    return mayBeNearest(this.#codes.compare(face.descriptor), this.#owners, most);
  }

  /** As `euclidean` does, to the last bit. */
  #distance(descriptor: Float32Array, row: number): number {
    const numbers = this.#numbers;
    let sum = 0;
    for (let at = 0, other = row * this.#width; at < descriptor.length; at++, other++)
      sum += (descriptor[at]! - numbers[other]!) ** 2;
    return Math.sqrt(sum);
  }

  #resize(length: number): void {
    this.#numbers = new Float32Array(this.#numbers.buffer.transfer(4 * length));
  }
}
