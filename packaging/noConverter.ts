import { WeightsError } from '../weights/WeightsError.ts';

/** In a package in the place of weights/convert.ts: its models are made before, and what is not right there is no photo's fault. */
export function convert(network: string): never {
  throw new WeightsError(
    `The model of ${network} is not in the function's package, or is not the one of weights/manifest.json. ` +
      'Run `npm run package` anew, and deploy what it makes.',
  );
}
