import type { Command } from 'commander';
import { askApi } from '../api/askApi.ts';
import { formOf } from '../api/formOf.ts';
import { json } from '../options.ts';
import { answer, answerJson, note } from '../print.ts';

const EXAMPLE = `
A line for each face that can be compared, and a line of titles. The numbers say
who it is about as well as the photo does: keep them as you would keep that.

Example: npx face-inbox describe ann.jpg > ann.csv`;

export function addDescribe(program: Command): void {
  program
    .command('describe')
    .description('describe the faces of a photo of yours by numbers, as CSV; nothing is stored')
    .argument('<photo>', 'a file')
    .addOption(json())
    .addHelpText('after', EXAMPLE)
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
