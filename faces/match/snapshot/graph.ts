import { Index, MetricKind, ScalarKind } from 'usearch';

/**
 * An approximate index: a navigable small-world graph (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor
 * search using Hierarchical Navigable Small World graphs", 2018) over descriptors of 8 bits a number.
 */

/** Neighbours of each in the graph, and candidates looked at when one is put in; measured in docs/galleries.md. */
const [NEIGHBOURS, LOOKED_AT] = [16, 128];
/** The largest number of a code. */
const MOST = 127;

/** How descriptors become codes. */
export interface Coding {
  width: number;
  /** Of all numbers: what is one step of a code. */
  step: number;
}

/** A graph that is being made, of rows in any order. */
export interface GraphBuilder {
  /** @param rows the numbers of the descriptors, and their `numbers`, one after the other */
  add(numbers: number[], rows: Float32Array): void;
  save(path: string): void;
}

export function buildGraph(coding: Coding, threads: number): GraphBuilder {
  const index = open(coding);
  return {
    add(numbers, rows) {
      const keys = BigUint64Array.from(numbers, BigInt);
      index.add(keys, encode(rows, coding.step), threads);
    },
    save: (path) => index.save(path),
  };
}

export interface Graph {
  /** The rows that are nearest by their codes, at most `most`: most of the nearest are among them, not surely all. */
  near(descriptor: Float32Array, most: number): number[];
}

/** Maps the file into memory: of it is in memory what is asked for. It may be unlinked then. */
export function openGraph(path: string, coding: Coding): Graph {
  const index = open(coding);
  index.view(path);
  return {
    near: (descriptor, most) =>
      Array.from(index.search(encode(descriptor, coding.step), most, 1).keys, Number),
  };
}

function open({ width }: Coding): Index {
  return new Index({
    dimensions: width,
    metric: MetricKind.L2sq,
    quantization: ScalarKind.I8,
    connectivity: NEIGHBOURS,
    expansion_add: LOOKED_AT,
    expansion_search: 0,
    multi: false,
  });
}

/** Rounds to whole steps; what is beyond the largest code, or no number, is cut off. */
function encode(rows: Float32Array, step: number): Int8Array {
  const codes = new Int8Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const steps = rows[at]! / step;
    codes[at] = steps > MOST ? MOST : steps < -MOST ? -MOST : Math.floor(steps + 0.5);
  }
  // Else usearch's JavaScript makes 32-bit numbers of them, and its library of those codes of vectors that it has
  // brought to one length: whose distances are others.
  return Object.defineProperty(codes, 'constructor', { value: Float32Array });
}
