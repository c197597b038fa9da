import { assemble } from './assemble.ts';

export type Scan = (
  row: number,
  end: number,
  width: number,
  query: number,
  norm: number,
  out: number,
) => void;

const PAGE_BYTES = 64 * 1024;

let module: WebAssembly.Module | undefined;

/** A scan (assemble.ts), and so many bytes of memory that it works in. */
export function instantiate(bytes: number): { buffer: ArrayBuffer; scan: Scan } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  module ??= new WebAssembly.Module(assemble());
  const { scan } = new WebAssembly.Instance(module, { of: { memory } }).exports as { scan: Scan };
  return { buffer: memory.buffer, scan };
}
