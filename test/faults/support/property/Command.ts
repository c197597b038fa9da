import fc from 'fast-check';
import { longArray } from './longArray.ts';
import { FAILING, type FaultName, OPERATIONS, PASSING } from './networkFaults.ts';
import { PHOTOS, type PhotoName } from './photos.ts';

/** One thing that happens to the inbox. Keys and people are numbered within their sequence. */
export type Command =
  | { do: 'put'; key: number; photo: PhotoName }
  | { do: 'remove'; key: number }
  | { do: 'enrol'; who: number; file: number; photo: PhotoName }
  | { do: 'unenrol'; who: number; file: number }
  | { do: 'forget'; who: number }
  | { do: 'settle' }
  | { do: 'fault'; operation: (typeof OPERATIONS)[number]; fault: FaultName; times: number }
  | { do: 'carry'; how: Carrying; times: number }
  | { do: 'release' };

/**
 * What becomes of the next messages of a sequence: `lose`; `double`, at once and once more when it is released;
 * `hold` until it is released, the last first.
 */
export type Carrying = 'lose' | 'double' | 'hold';

const key = fc.nat(1);
const who = fc.nat(1);
const file = fc.nat(1);
const photo = fc.constantFrom(...PHOTOS);
/** Of one person, mostly: else nobody is enrolled. */
const portrait = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('ann', 'bob') }, photo) as typeof photo;
const operation = fc.constantFrom(...OPERATIONS);
const times = fc.integer({ min: 1, max: 2 });

/** Commands of a kind, with what each of them has to say. */
const some = <Do extends Command['do'], Rest extends object>(
  kind: Do,
  rest: { [K in keyof Rest]: fc.Arbitrary<Rest[K]> },
) => fc.record({ do: fc.constant(kind), ...rest }, { noNullPrototype: true }) as fc.Arbitrary<never>;

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: some('put', { key, photo }) },
  { weight: 3, arbitrary: some('remove', { key }) },
  { weight: 5, arbitrary: some('enrol', { who, file, photo: portrait }) },
  { weight: 2, arbitrary: some('unenrol', { who, file }) },
  { weight: 2, arbitrary: some('forget', { who }) },
  { weight: 3, arbitrary: some('settle', {}) },
  { weight: 4, arbitrary: some('fault', { operation, fault: fc.constantFrom(...PASSING), times }) },
  {
    weight: 1,
    arbitrary: some('fault', { operation, fault: fc.constantFrom(...FAILING), times: fc.constant(1) }),
  },
  {
    weight: 4,
    arbitrary: some('carry', { how: fc.constantFrom<Carrying>('lose', 'double', 'hold'), times }),
  },
  { weight: 1, arbitrary: some('release', {}) },
);

/** What happens one after the other to the keys and people of one sequence. It shrinks to single commands. */
export const sequence: fc.Arbitrary<Command[]> = longArray(command, { min: 3, max: 8 });
