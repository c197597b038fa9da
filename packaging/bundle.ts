import { join, parse } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { type Architecture, PROCESSORS } from './architecture.ts';

const ROOT = join(import.meta.dirname, '..');

/** What runs in a process of its own: by the file that starts it, its entry, and the package it loads by a name that it makes. */
const PROCESSES: { starter: string; entry: string; loads?: (processor: string) => string }[] = [
  {
    starter: 'faces/decode/worker/startDecoder.ts',
    entry: 'faces/decode/worker/decoderProcess.ts',
  },
  {
    starter: 'video/worker/openVideoDecoder.ts',
    entry: 'video/worker/videoProcess.ts',
    loads: (processor) => `@seydx/node-av-linux-${processor}`,
  },
  {
    starter: 'video/worker/openVideoProber.ts',
    entry: 'video/worker/probeProcess.ts',
  },
];
/** The thread that each of them ends with. */
const LIFELINE = 'faces/decode/worker/lifeline.mjs';

export interface Bundle {
  /** By their names in the zip. */
  files: Map<string, Buffer>;
  /** Packages that are not in it and have to lie beside it, as they hold machine code or much of WebAssembly. */
  packages: string[];
  /** Whether it runs the networks, and so needs their models. */
  runsModels: boolean;
}

/**
 * One file of JavaScript of all that a handler imports, the packages too; and one for each process that it starts to read
 * what others have dropped.
 * @param file the handler's, from the project's root
 */
export async function bundle(file: string, architecture: Architecture): Promise<Bundle> {
  const handler = await bundleOne(file, 'handler');
  const processes = PROCESSES.filter(({ starter }) => handler.inputs.includes(starter));
  const entries = [...processes.map(({ entry }) => entry), ...(processes.length > 0 ? [LIFELINE] : [])];
  const all = [handler, ...(await Promise.all(entries.map((entry) => bundleOne(entry, parse(entry).name))))];
  const loaded = processes.flatMap(({ loads }) => loads?.(PROCESSORS[architecture]) ?? []);
  return {
    files: new Map(all.map(({ name, code }) => [name, code])),
    packages: [...new Set([...all.flatMap(({ packages }) => packages), ...loaded])].sort(),
    runsModels: handler.inputs.includes('faces/engine/onnx/openOnnx.ts'),
  };
}

/** The models of a package are made before; to make them in it would take the weights and half of what Lambda allows. */
const withoutConverter: Plugin = {
  name: 'without-converter',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/convert\.ts$/ }, () => ({ path: join(import.meta.dirname, 'noConverter.ts') })),
};

const BESIDE = ['onnxruntime-node', 'sharp', 'libheif-js'];

async function bundleOne(entry: string, name: string) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: `${name}.mjs`,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Packages of ECMAScript modules first: what nobody imports of them is left out.
    mainFields: ['module', 'main'],
    external: BESIDE.flatMap((one) => [one, `${one}/*`]),
    plugins: [withoutConverter],
    minifySyntax: true,
    minifyWhitespace: true, // names stay, for stack traces
    charset: 'utf8',
    legalComments: 'eof',
    // What is left of CommonJS asks for Node's own modules so.
    banner: {
      js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
    },
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  return {
    name: `${name}.mjs`,
    code: Buffer.from(outputFiles[0]!.contents),
    inputs: Object.keys(metafile.inputs),
    packages: imported
      .filter(({ external }) => external)
      .map(({ path }) => BESIDE.find((one) => path === one || path.startsWith(`${one}/`)))
      .filter((one) => one !== undefined),
  };
}
