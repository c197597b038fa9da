import type { Command } from 'commander';
import { askApi } from '../api/askApi.ts';
import { formOf } from '../api/formOf.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerJson, note } from '../print.ts';

const MANUAL: Manual = {
  about: `
A line for each face that can be compared, and a line of titles. The numbers say
who it is about as well as the photo does: keep them as you would keep that.`,
  examples: [['npx face-inbox describe ann.jpg > ann.csv', 'Writes them to a file.']],
  exits: { rejected: 'the photo is rejected' },
  seeAlso: ['recognise', 'compare', 'docs/api.md'],
};

export function addDescribe(program: Command): void {
  explained(program.command('describe'), MANUAL)
    .description('describe the faces of a photo of yours by numbers, as CSV; nothing is stored')
    .argument('<photo>', 'a file')
    .addOption(json())
    .action((photo: string, _: object, command: Command) => describe(photo, command.optsWithGlobals()));
}

async function describe(photo: string, options: { endpoint?: string; json?: boolean }) {
  const headers = { accept: options.json ? 'application/json' : 'text/csv' };
  const body = await formOf({ image: photo });
  const response = await askApi(options, '/v1/describe', { body, headers });
  if (options.json) return answerJson(await response.json());
  const lines = (await response.text()).trimEnd();
  if (!lines.includes('\n')) note('There is no face in it that can be compared.');
  answer(lines);
}
