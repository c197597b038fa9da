import type { Command } from 'commander';
import { askApi } from '../api/askApi.ts';
import { formOf } from '../api/formOf.ts';
import { EXIT } from '../CommandError.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { json } from '../options.ts';
import { answer, answerJson } from '../print.ts';

const MANUAL: Manual = {
  about: `
Of several faces the two are told that are nearest to each other. Nothing is
stored.`,
  examples: [['npx face-inbox compare passport.jpg selfie.jpg', 'Says yes or no, and how sure that is.']],
  exits: {
    failed: 'something failed, or they are two people',
    rejected: 'a photo shows no face that can be compared',
  },
  seeAlso: ['recognise', 'describe', 'docs/api.md'],
};

interface Compared {
  same: boolean;
  distance: number;
  similarity: number;
  limit: number;
}

export function addCompare(program: Command): void {
  explained(program.command('compare'), MANUAL)
    .description('say whether two photos of yours show one person; nothing is stored')
    .argument('<a>', 'a file')
    .argument('<b>', 'another')
    .addOption(json())
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
