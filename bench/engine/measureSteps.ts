import { mean, median, sum } from '../report/statistics.ts';
import type { FinderFacts, PhotoAnswer } from './engineProcess.ts';
import type { PhotoTimes } from './runPhoto.ts';
import type { SamplePhoto } from './samplePhotos.ts';
import type { EngineProcess } from './startEngineProcess.ts';

/** What one engine took for the photos once it was warm. */
export interface StepFigures {
  engine: string;
  about: FinderFacts;
  /** Milliseconds a photo: for each photo the median of the rounds, and of those the mean. */
  times: PhotoTimes;
  /** In all photos. */
  faces: number;
  /** Processor time of all threads, in milliseconds a photo. */
  processorMs: number;
  /** Processor time by time: 1 is one thread at work. */
  threads: number;
  /** Milliseconds for all photos, for each round. */
  rounds: { whole: number; processor: number }[];
}

/** An engine's process, by the engine's name. */
export type Processes = Map<string, EngineProcess>;

/**
 * Round after round, photo by photo, each engine in turn, so that a machine that becomes slower does so for all of
 * them; who begins changes from photo to photo. A first round warms up and does not count.
 */
export async function measureSteps(
  processes: Processes,
  photos: SamplePhoto[],
  rounds: number,
): Promise<StepFigures[]> {
  const engines = [...processes];
  const answers = new Map(engines.map(([name]) => [name, photos.map((): PhotoAnswer[] => [])]));
  for (let round = 0; round <= rounds; round++)
    for (const [index, { path }] of photos.entries())
      for (const turn of engines.keys()) {
        const [name, engine] = engines[(turn + index + round) % engines.length]!;
        const answer = await engine.analyse(path);
        if (round > 0) answers.get(name)![index]!.push(answer);
      }
  return engines.map(([name, { about }]) => ({ engine: name, about, ...summary(answers.get(name)!) }));
}

/** @param answers for each photo one a round */
function summary(answers: PhotoAnswer[][]): Omit<StepFigures, 'engine' | 'about'> {
  const perPhoto = (of: (answer: PhotoAnswer) => number) =>
    mean(answers.map((ofPhoto) => median(ofPhoto.map(of))));
  const rounds = answers[0]!.map((_, round) => {
    const ofRound = answers.map((ofPhoto) => ofPhoto[round]!);
    return {
      whole: sum(ofRound.map(({ times }) => times.whole)),
      processor: sum(ofRound.map(({ processorMs }) => processorMs)),
    };
  });
  return {
    times: {
      decode: perPhoto(({ times }) => times.decode),
      detect: perPhoto(({ times }) => times.detect),
      landmarks: perPhoto(({ times }) => times.landmarks),
      describe: perPhoto(({ times }) => times.describe),
      whole: perPhoto(({ times }) => times.whole),
    },
    faces: sum(answers.map((ofPhoto) => ofPhoto[0]!.faces)),
    processorMs: perPhoto(({ processorMs }) => processorMs),
    threads: sum(rounds.map(({ processor }) => processor)) / sum(rounds.map(({ whole }) => whole)),
    rounds,
  };
}
