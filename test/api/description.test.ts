import { Ajv2020 } from 'ajv/dist/2020.js';
import test from 'ava';
import fc from 'fast-check';
import { COMPUTING } from '../../api/computing.ts';
import { openapi } from '../../api/describeApi.ts';
import { negotiate } from '../../api/negotiate.ts';
import { csvOf, descriptorsOfCsv, numberColumns } from '../../api/photos/descriptorsCsv.ts';
import { ROUTES } from '../../api/routes.ts';
import { components } from '../../api/schemas/components.ts';
import { isWorking } from '../../api/work/working.ts';

test('every reference of the description leads to one of its schemas, and each of these is a schema that is used', (t) => {
  const text = JSON.stringify(openapi());
  const named = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!));
  t.deepEqual([...named].sort(), Object.keys(components).sort());
  const ajv = new Ajv2020({ strict: true, validateFormats: false });
  ajv.addVocabulary(['components']);
  ajv.addSchema({ $id: 'api', components: { schemas: components } });
  for (const name of named) t.notThrows(() => ajv.compile({ $ref: `api#/components/schemas/${name}` }), name);
});

test('every operation has a name of its own, a summary, and what it answers', (t) => {
  const ids = ROUTES.map(({ id }) => id);
  t.is(new Set(ids).size, ids.length);
  for (const { id, summary, answers } of ROUTES) {
    t.true(summary.length > 10, id);
    t.true(
      Object.values(answers).every(({ description }) => description.length > 3),
      id,
    );
  }
});

test('what runs the networks is what reads photos to compute', (t) => {
  t.deepEqual(
    ROUTES.filter(({ scope }) => scope === 'recognise')
      .map(({ path }) => path)
      .sort(),
    Object.values(COMPUTING).toSorted(),
  );
});

const describe = ROUTES.find(({ id }) => id === 'describe')!;
const ACCEPTS: [accept: string | undefined, type: string | undefined][] = [
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/csv', 'text/csv'],
  ['text/*', 'text/csv'],
  ['Text/CSV; charset=utf-8', 'text/csv'],
  ['application/json;q=0.5, text/csv', 'text/csv'],
  ['text/csv;q=0.5, */*', 'application/json'],
  ['application/json;q=0, */*', 'text/csv'],
  ['text/html', undefined],
  ['*/*;q=0', undefined],
];

for (const [accept, type] of ACCEPTS)
  test(`who accepts ${accept ?? 'whatever there is'} is given ${type ?? 'nothing'}`, (t) => {
    if (type === undefined) t.is(t.throws(() => negotiate(accept, describe))?.name, 'ProblemError');
    else t.is(negotiate(accept, describe), type);
  });

test('descriptors are the same after they were CSV, to the last bit, whatever their space is called', (t) => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((space) => space.trim() !== ''),
      fc.integer({ min: 1, max: 5 }).chain((width) =>
        fc.array(
          fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
            minLength: width,
            maxLength: width,
          }),
          { minLength: 1, maxLength: 4 },
        ),
      ),
      (space, descriptors) => {
        const text = csvOf(
          ['space', 'score', ...numberColumns(descriptors[0]!.length)],
          descriptors.map((numbers) => [space, 0.5, ...numbers]),
        );
        const read = descriptorsOfCsv(text);
        t.is(read.space, space);
        // CSV knows no negative zero.
        t.deepEqual(
          read.faces.map(({ descriptor }) => descriptor.map((number) => number + 0)),
          descriptors.map((numbers) => numbers.map((number) => number + 0)),
        );
      },
    ),
  );
});

for (const text of [
  '',
  'x',
  'd1,d2\n1,2',
  'space,d2,d1\na,1,2',
  'space,d1\na,x',
  'space,d1\na,',
  'space,d1,d2\na,1',
  'space,d1\na,1\nb,2',
  'space,d1\na,1e999',
])
  test(`this is no CSV of descriptors: ${JSON.stringify(text)}`, (t) => {
    t.throws(() => descriptorsOfCsv(text), { name: 'ProblemError' });
  });

test('what goes on after it is answered is asked of the process that stays, and nothing else is', (t) => {
  const working = ROUTES.filter(({ answers }) => JSON.stringify(answers).match(/schemas\/Works?"/));
  t.true(working.length > 5);
  for (const route of ROUTES) {
    const path = route.path.replaceAll(/\{\w+\}/g, 'a%2Fb');
    t.is(isWorking(route.method, path), working.includes(route), route.id);
  }
});
