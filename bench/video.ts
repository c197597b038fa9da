/** What a timeline of a video costs, and how right it is: `npm run bench:video`. */
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';
import { measureVideo } from './video/measureVideo.ts';
import { videoSections } from './video/videoSections.ts';

const { seconds, json } = benchCommand(
  'video',
  'Makes a film of 1280 x 720 of the sample photos, and tells who is in it from all of its frames, and from some.',
)
  .option('--seconds <n>', "the film's length", count, 60)
  .parse()
  .opts<{ seconds: number; json: boolean }>();
await publish('video', json, async () => {
  const figures = await measureVideo(seconds);
  return { figures, sections: videoSections(figures) };
});
