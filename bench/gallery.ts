/** How long it takes to find a face among many, and to load them: `npm run bench:gallery`. */
import { writeFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { galleryChart } from './gallery/galleryChart.ts';
import { gallerySections } from './gallery/gallerySections.ts';
import { measureGallery } from './gallery/measureGallery.ts';
import { benchCommand, count } from './report/options.ts';
import { publish } from './report/publish.ts';

/** More would take longer to make than anybody waits. */
const MOST = 1_000_000;

const { sizes, queries, load, faces, chart, json } = benchCommand(
  'gallery',
  'Measures the search of the gallery against its size, beside others, and how long it takes to load.',
)
  .option('--sizes <list>', `numbers of enrolled photos, at most ${MOST}`, sizesOf, [1_000, 10_000, 100_000])
  .option('--queries <n>', 'how many faces are looked for, for each size', count, 20)
  .option('--faces <n>', 'how many faces the index is asked for, in each size', count, 1000)
  .option('--chart <file>', 'draws time, memory and recall against the size, as SVG')
  .option('--load <n>', 'how many enrolled photos are loaded', count, 100_000)
  .parse()
  .opts<{ sizes: number[]; queries: number; load: number; faces: number; chart?: string; json: boolean }>();

await publish('gallery', json, async () => {
  const figures = await measureGallery(sizes, queries, load, faces);
  if (chart !== undefined) writeFileSync(chart, galleryChart(figures));
  return { figures, sections: gallerySections(figures) };
});

function sizesOf(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1 || size > MOST))
    throw new InvalidArgumentError(`It must be whole numbers from 1 to ${MOST}, separated by commas.`);
  return sizes;
}
