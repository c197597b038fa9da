/** How many faces are found by their size, with one look and by the settings: `npm run bench:sizes`. */
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { benchCommand } from './report/options.ts';
import { publish } from './report/publish.ts';
import { measureSizes } from './sizes/measureSizes.ts';
import { sizesSections } from './sizes/sizesSections.ts';

interface Options {
  photos?: string;
  pixels: number[];
  percents: number[];
  json: boolean;
}

const { photos, pixels, percents, json } = benchCommand(
  'sizes',
  "Measures how many faces of each size are found, in collages made of face-api's demo photos.",
)
  .option('--photos <dir>', 'a folder of more photos whose faces are used, at any depth')
  .option(
    '--pixels <list>',
    'widths of faces in large pictures',
    sizesUpTo(1500),
    [10, 15, 20, 30, 40, 60, 80, 120, 200, 300, 500, 1000],
  )
  .option(
    '--percents <list>',
    "widths of faces in percent of the picture's",
    sizesUpTo(100),
    [1, 2, 3, 5, 10, 20, 35, 50, 60, 70, 80, 100],
  )
  .parse()
  .opts<Options>();

await publish('sizes', json, async () => {
  // npm changes to the project's folder; a relative path means the folder that npm was called in.
  const folder = photos === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', photos);
  const more = folder === undefined ? [] : globSync(`${folder}/**/*.{jpg,jpeg,png,webp}`).sort();
  const figures = await measureSizes({ photos: more, pixels, percents });
  return { figures, sections: sizesSections(figures) };
});

function sizesUpTo(most: number) {
  return (text: string): number[] => {
    const sizes = text.split(',').map(Number);
    if (sizes.some((size) => !(size >= 1 && size <= most)))
      throw new InvalidArgumentError(`It must be numbers from 1 to ${most}, separated by commas.`);
    return sizes;
  };
}
