import type { Engine, Recogniser } from '../Engine.ts';

/** A recogniser that is ready to run, the built-in one or somebody's own. */
export interface OnnxRecogniser {
  /** Its name beside the other networks' weights, where it does not come with them. */
  name?: string;
  recogniser: Recogniser;
  describe: Engine['describe'];
}
