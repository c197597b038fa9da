import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import type { FaceItem } from '../../store/ImageItem.ts';
import { printable } from '../../terminal/printable.ts';
import { askApi } from '../api/askApi.ts';
import { formOf } from '../api/formOf.ts';
import { EXIT } from '../CommandError.ts';
import { faceTable } from '../faceTable.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerJson } from '../print.ts';
import { facesInWords } from '../whoLine.ts';

const MANUAL: Manual = {
  about: `
Nothing is stored, and the photo goes nowhere but to the inbox. With --among the
faces are compared with the descriptors of a file alone, which \`describe\` has
written, and nobody needs to be enrolled.`,
  examples: [
    ['npx face-inbox recognise party.jpg', 'Prints who is in it, as `who` does.'],
    ['npx face-inbox describe ann.jpg > ann.csv', 'Writes a file for --among.'],
    ['npx face-inbox recognise party.jpg --among ann.csv', 'Says whether ann is in it.'],
  ],
  exits: {
    failed: 'something failed, or with --among: it is not that person',
    rejected: 'the photo is rejected',
  },
  seeAlso: ['describe', 'compare', 'who', 'docs/api.md'],
};

interface Options {
  endpoint?: string;
  json?: boolean;
  among?: string;
  collection?: string;
}

interface Recognised {
  width: number;
  people: string[];
  faceCount: number;
  faces: FaceItem[];
  among?: { name: string; same: boolean };
}

export function addRecognise(program: Command): void {
  explained(program.command('recognise'), MANUAL)
    .description('say who is in a photo of yours; nothing is stored')
    .argument('<photo>', 'a file')
    .option('--among <file>', 'descriptors of one person, CSV or JSON: is it that person?')
    .option('--collection <name>', 'whose people it is compared with, with COLLECTIONS=true')
    .addOption(json())
    .action((photo: string, _: object, command: Command) => recognise(photo, command.optsWithGlobals()));
}

async function recognise(photo: string, options: Options) {
  const { among, collection } = options;
  const name = among === undefined ? undefined : partName(among);
  const body = await formOf({ image: photo, ...(name !== undefined && { [name]: among! }) });
  const query = new URLSearchParams({
    ...(name !== undefined && { among: name }),
    ...(collection !== undefined && { collection }),
  });
  const response = await askApi(options, `/v1/recognise?${query}`, { body });
  const found = (await response.json()) as Recognised;
  if (options.json) answerJson(found);
  else answer(report(found, photo));
  if (found.among?.same === false) process.exitCode = EXIT.failed;
}

/** The file's name without its ending, as the name of the person and of the part; `image` is the photo's. */
function partName(file: string): string {
  const name = basename(file, extname(file)).slice(0, 100);
  return name === '' || name === 'image' ? 'person' : name;
}

function report(found: Recognised, photo: string): string {
  const { among, faces } = found;
  const result = among
    ? `${among.same ? 'yes' : 'no'}: ${among.name} is ${among.same ? '' : 'not '}in it`
    : facesInWords(found);
  const head = printable(`${photo}: ${result}`);
  return faces.length === 0 ? head : `${head}\n\n${faceTable(found)}`;
}
