/** What the scan uses of WebAssembly: Node.js has it, and the types for it belong to those for browsers. */
declare namespace WebAssembly {
  const Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  const Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  const Instance: new (module: Module, imports: object) => { readonly exports: object };
}
