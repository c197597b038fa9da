import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { surveyVectors } from '../../store/vectors/surveyVectors.ts';
import { describeVectorIndex, VECTOR_INDEX } from '../../store/vectors/vectorIndex.ts';
import type { Connection } from '../connect.ts';
import { counted } from '../formats.ts';
import { type Finding, ok, problem, warning } from './Check.ts';

const FILL = 'Run `npx face-inbox gallery fill` with the settings that the functions have.';
/** Of those with too many photos so many are named. */
const NAMED = 5;

/** Whether DynamoDB's own vector index is there, can be searched, and has everybody; where it is the gallery. */
export async function checkVectors({ store }: Connection, space: string | undefined): Promise<Finding> {
  const { people } = store.names;
  const { IndexName } = VECTOR_INDEX;
  const described = await describeVectorIndex(store.db, people).catch((error) => {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });
  if (!described) return problem(`the table ${people} is not there`, 'Deploy the stack: npm run deploy');
  const { index, ready, otherwise } = described;
  if (!index)
    return problem(
      `GALLERY is dynamodb, and the table ${people} has no vector index ${IndexName}: no photo can be matched`,
      '`npm run deploy` makes it in AWS; the DynamoDB of `npm start` cannot have one: set GALLERY to memory or index.',
    );
  if (otherwise.length > 0)
    return problem(
      `the index ${IndexName} is another one: ${otherwise.join('; ')}`,
      'Nothing of an index can be changed: delete it (docs/galleries.md), then run `npm run deploy`.',
    );
  if (!ready)
    return warning(
      `the index ${IndexName} is being built (${index.IndexStatus})`,
      'Photos wait until it can be searched; this takes minutes.',
    );
  if (space === undefined)
    return warning('not looked into', 'It is looked into as soon as the engine can be opened; see there.');
  const { photos, missing, elsewhere, crowding } = await surveyVectors(store, space);
  if (missing > 0)
    return warning(
      `${missing} of ${counted(photos, 'enrolled photo')} are not in the index: unknown to it`,
      FILL,
    );
  if (elsewhere > 0)
    return warning(
      `${elsewhere} of ${counted(photos, 'enrolled photo')} are found in another space than ${space} only: unknown to it`,
      'Run `npx face-inbox reenrol --forget-old` with the settings that the functions have.',
    );
  if (crowding.length > 0)
    return warning(
      `a search gives the 100 nearest photos, and ${counted(crowding.length, 'person has', 'people have')} so many: ` +
        crowding
          .slice(0, NAMED)
          .map((one) => `${one.person} (${one.photos})`)
          .join(', '),
      'Around their faces nobody else may be seen: keep the best of their photos, and remove the others.',
    );
  return ok(`${counted(photos, 'photo')}, all in the index ${IndexName}`);
}
