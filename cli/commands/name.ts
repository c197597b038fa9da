import { Argument, type Command } from 'commander';
import { enrolBest } from '../../people/unknown/enrolBest.ts';
import { nameUnknown } from '../../people/unknown/nameUnknown.ts';
import { groupName } from '../../store/unknown/UnknownRow.ts';
import { printable } from '../../terminal/printable.ts';
import { EXIT } from '../CommandError.ts';
import { connect } from '../connect.ts';
import { counted } from '../formats.ts';
import { interruptible } from '../interruptible.ts';
import { explained, type Manual } from '../manual/Manual.ts';
import { wholeNumber } from '../options.ts';
import { answer, note } from '../print.ts';
import { telling } from '../progress.ts';
import { groupNumber } from '../unknown/groupNumber.ts';

const MANUAL: Manual = {
  about: `
Past results and sightings of the group follow, and each is announced. The face
of the group that is seen best is cut out of its photo and enrols the person, so
that they are known in photos to come. It can be repeated, and goes on after an
interruption. A group with a name takes no more faces: give the next group the
same name.`,
  examples: [
    ['npx face-inbox name unknown-17 ann', 'Says that the group is ann, and enrols them.'],
    ['npx face-inbox name unknown-17 ann --no-enrol', 'Names past photos alone.'],
  ],
  exits: {
    rejected: 'the group has its name, but no face of it is good enough to enrol the person',
    notFound: 'there is no such group',
  },
  environment: ['enrolMinFacePixels', 'enrolMinSharpness'],
  seeAlso: ['unknown', 'enrol', 'people rename', 'docs/privacy.md'],
};

interface Options {
  endpoint?: string;
  enrol: boolean;
  timeout: number;
}

export function addName(program: Command): void {
  explained(program.command('name'), MANUAL)
    .description('say who a group of unknown faces is, and enrol them')
    .addArgument(new Argument('<group>', 'a group such as unknown-17').argParser(groupNumber))
    .argument('<person>', 'the name to give them; in a collection it is understood')
    .option('--no-enrol', 'enrol nobody by it')
    .option('--timeout <s>', 'wait so long for the enrolment', wholeNumber(0, 3600), 60 as number)
    .action((group: number, person: string, _: object, command: Command) =>
      name(group, person.normalize('NFC'), command.optsWithGlobals()),
    );
}

async function name(number: number, asked: string, options: Options): Promise<void> {
  const connection = await connect(options);
  await interruptible(async (signal) => {
    const { group, person, results } = await nameUnknown(connection, number, asked, { signal, telling });
    answer(
      `${printable(groupName(group.collection, group.number))} is ${printable(person)}; ${counted(results, 'result')} told so.`,
    );
    if (!options.enrol) return;
    const enrolled = await enrolBest(connection, group, person, { seconds: options.timeout, signal });
    if ('key' in enrolled) return answer(`${printable(person)} is enrolled by ${printable(enrolled.key)}.`);
    process.exitCode = enrolled.problem === 'refused' ? EXIT.rejected : EXIT.failed;
    note(`${person} is not enrolled: ${enrolled.why}\nEnrol them by a photo: npx face-inbox enrol`);
  });
}
