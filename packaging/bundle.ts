import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const DECODER = 'faces/decode/worker';

export interface Bundle {
  /** By their names in the zip. */
  files: Map<string, Buffer>;
  /** Packages that are not in it and have to lie beside it, as they hold machine code or much of WebAssembly. */
  packages: string[];
  /** Whether it runs the networks, and so needs their models. */
  runsModels: boolean;
}

/**
 * One file of JavaScript of all that a handler imports, the packages too; where it decodes photos, a second one for
 * the process that does.
 * @param file the handler's, from the project's root
 */
export async function bundle(file: string): Promise<Bundle> {
  const handler = await bundleOne(file, 'handler');
  const decodes = handler.inputs.includes(`${DECODER}/startDecoder.ts`);
  const decoder = decodes ? await bundleOne(`${DECODER}/decoderProcess.ts`, 'decoderProcess') : undefined;
  const lifeline = decodes ? await bundleOne(`${DECODER}/lifeline.mjs`, 'lifeline') : undefined;
  const all = [handler, decoder, lifeline].filter((one) => one !== undefined);
  return {
    files: new Map(all.map(({ name, code }) => [name, code])),
    packages: [...new Set(all.flatMap(({ packages }) => packages))].sort(),
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
