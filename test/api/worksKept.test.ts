import { mock } from 'node:test';
import test from 'ava';
import { workOf } from '../../api/work/workOf.ts';
import { keepEnded } from '../../people/works/keepEnded.ts';
import type { Work } from '../../people/works/Work.ts';

const MINUTE = 60_000;

function ended(rest: Pick<Work, 'wanted' | 'status'>): Work {
  const time = '2026-01-01T00:00:00.000Z';
  const step = { what: 'results', done: 1, total: 1 } as const;
  return { id: JSON.stringify(rest), step, startedAt: time, endedAt: time, outcome: { photos: 1 }, ...rest };
}

test('how a change has ended is told for an hour, and who was forgotten for a minute of it', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const forgotten = ended({ wanted: { kind: 'forget', person: 'ann' }, status: 'done' });
  const others = [
    ended({ wanted: { kind: 'forget', person: 'bea' }, status: 'failed' }),
    ended({ wanted: { kind: 'rename', person: 'bob', to: 'rob' }, status: 'done' }),
  ];
  const works = new Map([forgotten, ...others].map((work) => [work.id, work]));
  for (const work of works.values()) keepEnded(works, work);
  const told = () => [...works.values()].map((work) => workOf(work));
  const { person: _, ...nameless } = workOf(forgotten) as { person?: string };
  const before = told();

  mock.timers.tick(MINUTE - 1);
  t.deepEqual(told(), before);
  mock.timers.tick(1);
  t.deepEqual(told(), [nameless, ...before.slice(1)] as typeof before);
  t.like(nameless, { kind: 'forget', status: 'done', outcome: { photos: 1 } });
  t.notRegex(JSON.stringify(forgotten.wanted), /ann/);
  mock.timers.tick(59 * MINUTE - 1);
  t.is(works.size, 3);
  mock.timers.tick(1);
  t.is(works.size, 0);
});
