import { createRequire } from 'node:module';
import { join } from 'node:path';
import { IS_PACKAGE } from '../../../config/cacheFolder.ts';
import { EngineError } from '../EngineError.ts';

/** Those of TensorFlow.js: each is a package of its own, so that nobody else installs its hundreds of megabytes. */
export type TensorflowEngine = 'tfjs-node' | 'tfjs-wasm';

export interface EnginePackage {
  /** @throws EngineError with the remedy where the module is not installed or does not load. */
  load(module: string): unknown;
  /** The path of a module that loads. */
  resolve(module: string): string;
}

/** The modules that an engine needs and nobody else, from its folder in engines/. */
export function enginePackage(engine: TensorflowEngine): EnginePackage {
  const folder = join(import.meta.dirname, '../../../engines', engine);
  const require = createRequire(join(folder, 'package.json'));
  return {
    resolve: require.resolve,
    load(module) {
      try {
        return require(module);
      } catch (cause) {
        throw new EngineError(
          `FACE_ENGINE is ${engine}, but ${module} is not installed in engines/${engine}, or does not load here. ` +
            (IS_PACKAGE
              ? 'The engines of TensorFlow.js come with a clone of the project only. Use FACE_ENGINE=onnx.'
              : `Run \`npm run engine:${engine}\` once, or use FACE_ENGINE=onnx.`),
          { cause },
        );
      }
    },
  };
}
