import { printable } from '../../terminal/printable.ts';
import { EXIT } from '../CommandError.ts';
import { counted } from '../formats.ts';
import { answer, answerJson, note } from '../print.ts';
import type { Describer } from './openDescriber.ts';
import type { Reenrolment } from './reenrolAll.ts';
import { otherSpaces, type Survey } from './survey.ts';

interface Options {
  json?: boolean;
  forgetOld?: boolean;
}

/** Says what there is to do. */
export function tellPlan(
  { photos, missing, inSeveral }: Survey,
  { engine, space }: Describer,
  { json, forgetOld }: Options,
) {
  if (json)
    return answerJson({ engine, space, photos, missing: missing.length, inSeveral: inSeveral.length });
  const soFar = missing.length > 0 ? `; so far in ${otherSpaces(missing, space)}` : '';
  answer(
    printable(
      `${missing.length} of ${counted(photos, 'enrolled photo')} to describe in ${space}, the space of the engine ` +
        `${engine.name}${soFar}.`,
    ),
  );
  if (forgetOld)
    answer(
      `Then to drop: the descriptors of other spaces of ${counted(inSeveral.length + missing.length, 'photo')}.`,
    );
  note('Nothing is changed.');
}

/**
 * Says what was done and what is left, and sets the exit code: what failed may succeed next time, and weighs more
 * than what was refused.
 * @param forgotten of how many photos the other descriptors were dropped; undefined where that was not done
 */
export function tellReenrolment(
  { survey, reenrolled, left }: Reenrolment,
  forgotten: number | undefined,
  { engine, space }: Describer,
  { json, forgetOld }: Options,
) {
  const { photos } = survey;
  const inSeveral = forgotten === undefined ? survey.inSeveral : [];
  const exits = left.map(({ exit }) => exit);
  if (exits.includes(EXIT.failed)) process.exitCode = EXIT.failed;
  else if (exits.includes(EXIT.rejected)) process.exitCode = EXIT.rejected;
  if (json) {
    const named = left.map(({ sequencer, box, exit, ...one }) => one);
    const counts = { photos, missing: left.length, inSeveral: inSeveral.length, reenrolled, forgotten };
    return answerJson({ engine, space, ...counts, left: named });
  }
  if (photos === 0) return note('Nobody is enrolled: there is nothing to do.');
  const inSpace = left.length === 0 ? 'all' : String(photos - left.length);
  answer(
    printable(
      `${counted(reenrolled, 'photo')} re-enrolled; ${inSpace} of ${counted(photos, 'enrolled photo')} in the space ${space}.`,
    ),
  );
  if (forgotten !== undefined)
    answer(`The descriptors of other spaces of ${counted(forgotten, 'photo')} dropped.`);
  tellLeft(left);
  if (forgetOld && forgotten === undefined)
    note('Nothing is dropped, for somebody is left. Replace or remove those photos; or use --force.');
  else if (inSeveral.length > 0)
    note(
      `${counted(inSeveral.length, 'photo')} also in ${otherSpaces(inSeveral, space)}, for functions of another engine. ` +
        'When none runs any more:\nnpx face-inbox reenrol --forget-old',
    );
}

function tellLeft(left: Reenrolment['left']): void {
  if (left.length === 0) return;
  note(`${counted(left.length, 'photo')} left, each with the descriptor that it had:`);
  for (const { photo, spaces, reason, message } of left)
    note(`  ${photo} (${spaces.join(', ')}): ${reason}. ${message}`);
}
