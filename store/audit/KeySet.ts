import { createHash } from 'node:crypto';

/**
 * Which keys there are, in 8 bytes a key: a bucket has very many, of up to 1,024 bytes. Add all first, then ask. Keys
 * are told apart by 64 bits of their SHA-256: among a million, one that is absent counts as present with a chance of
 * 1 in 10^13.
 */
export class KeySet {
  #hashes = new BigUint64Array(1024);
  #size = 0;
  #sorted = true;

  add(key: string): void {
    if (this.#size === this.#hashes.length) {
      const more = new BigUint64Array(2 * this.#size);
      more.set(this.#hashes);
      this.#hashes = more;
    }
    this.#hashes[this.#size++] = hash(key);
    this.#sorted = false;
  }

  has(key: string): boolean {
    if (!this.#sorted) this.#hashes.subarray(0, this.#size).sort();
    this.#sorted = true;
    const wanted = hash(key);
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#hashes[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low < this.#size && this.#hashes[low] === wanted;
  }
}

function hash(key: string): bigint {
  return createHash('sha256').update(key).digest().readBigUInt64BE();
}
