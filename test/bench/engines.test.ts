import test from 'ava';
import { LeftOut } from '../../bench/child/startChild.ts';
import { ratiosOf, targetsOf } from '../../bench/engine/compareEngines.ts';
import { CONTESTANTS, contestantsNamed } from '../../bench/engine/contestants.ts';
import type { StepFigures } from '../../bench/engine/measureSteps.ts';
import { startEngineProcess } from '../../bench/engine/startEngineProcess.ts';

/** An engine that took so many milliseconds in each round. */
const steps = (engine: string, ...rounds: number[]): StepFigures => ({
  engine,
  about: {} as StepFigures['about'],
  times: { decode: 1, detect: 1, landmarks: 1, describe: 1, whole: rounds[0]! },
  faces: 3,
  processorMs: rounds[0]!,
  threads: 1,
  rounds: rounds.map((whole) => ({ whole, processor: whole })),
});
const fresh = (engine: string, firstResultMs: number, large: number) => ({
  engine,
  loadMs: 1,
  firstResultMs,
  peakMemoryMb: { sample: 1, large },
});

test('ratios are taken within a round, so a machine that slows down for all does not move them', (t) => {
  const [ratio, ...others] = ratiosOf([steps('fast', 10, 20, 40), steps('slow', 50, 100, 200)]);
  t.deepEqual(ratio, { engine: 'fast', against: 'slow', median: 5, low: 5, high: 5, byProcessorTime: 5 });
  t.deepEqual(others, []);
});

test('the targets of the engines that were measured are judged, and no others', (t) => {
  const int8 = steps('onnx int8 as face-api', 10);
  const start = [fresh('onnx int8', 650, 390)];
  const judged = (all: StepFigures[]) => targetsOf(all, start).map(({ what, met }) => `${what}: ${met}`);
  t.deepEqual(judged([int8, steps('tfjs-node', 49), steps('tfjs-wasm', 170)]), [
    'onnx int8 as face-api against tfjs-node: false',
    'onnx int8 as face-api against tfjs-wasm: true',
    'onnx int8: process start to first result: true',
    'onnx int8: memory at 12 megapixels: true',
  ]);
  t.is(judged([int8]).length, 2);
  t.deepEqual(targetsOf([steps('tfjs-node', 49)], [fresh('tfjs-node', 1, 1)]), []);
});

test('each engine has one thread', (t) => {
  t.deepEqual(
    CONTESTANTS.map(({ environment }) => environment.THREADS),
    CONTESTANTS.map(() => '1'),
  );
});

test('all that are compared do the same work', (t) => {
  const work = ['ALIGNMENT', 'DETECT_LARGE', 'DETECT_SMALL', 'DETECT_TURNED'] as const;
  const compared = CONTESTANTS.filter(({ name }) => !['onnx int8', 'onnx fp32'].includes(name));
  t.is(compared.length, 4);
  for (const { name, environment } of compared)
    t.deepEqual(
      work.map((variable) => environment[variable]),
      ['face-api', 'false', 'never', 'false'],
      name,
    );
});

test('an engine that does not exist is refused with the names of those that do', (t) => {
  t.deepEqual(
    contestantsNamed('tfjs-node, onnx int8').map(({ name }) => name),
    ['tfjs-node', 'onnx int8'],
  );
  t.throws(() => contestantsNamed('dlib'), {
    message: /^There is no engine "dlib"\. Name some of: onnx int8, .*, tfjs-wasm\.$/,
  });
});

test('an engine that does not run here is left out, with the remedy', async (t) => {
  const refuse = `
    const load = process.dlopen;
    process.dlopen = (module, file, ...rest) => {
      if (file.includes('tfjs_binding')) throw new Error('as if it were not there');
      return load(module, file, ...rest);
    };`;
  const withoutLibrary = {
    name: 'tfjs-node',
    environment: {
      FACE_ENGINE: 'tfjs-node',
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(refuse)}`,
    },
  };
  const error = await t.throwsAsync(startEngineProcess(withoutLibrary), { instanceOf: LeftOut });
  t.regex(error!.message, /tfjs-node.*npm run engine:tfjs-node/);
});
