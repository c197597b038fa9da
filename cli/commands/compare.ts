import type { Command } from 'commander';
import { askApi } from '../api/askApi.ts';
import { formOf } from '../api/formOf.ts';
import { EXIT } from '../CommandError.ts';
import { json } from '../options.ts';
import { answer, answerJson } from '../print.ts';

const EXAMPLE = `
Of several faces the two are told that are nearest to each other. Nothing is
stored. Exit code 0 one person, 1 two people, 3 where a photo shows no face that
can be compared.

Example: npx face-inbox compare passport.jpg selfie.jpg`;

interface Compared {
  same: boolean;
  distance: number;
  similarity: number;
  limit: number;
}

export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('say whether two photos of yours show one person; nothing is stored')
    .argument('<a>', 'a file')
    .argument('<b>', 'another')
    .addOption(json())
    .addHelpText('after', EXAMPLE)
    .action((a: string, b: string, _: object, command: Command) => compare(a, b, command.optsWithGlobals()));
}

async function compare(a: string, b: string, options: { endpoint?: string; json?: boolean }) {
  const response = await askApi(options, '/v1/compare', { body: await formOf({ a, b }) });
  const compared = (await response.json()) as Compared;
  if (options.json) answerJson(compared);
  else answer(inWords(compared));
  if (!compared.same) process.exitCode = EXIT.failed;
}

function inWords({ same, distance, similarity, limit }: Compared): string {
  const how = `similarity ${similarity.toFixed(1)}, distance ${distance.toFixed(3)}, limit ${limit.toFixed(3)}`;
  return `${same ? 'yes: one person' : 'no: not one person'} (${how})`;
}
