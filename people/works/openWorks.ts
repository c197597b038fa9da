import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Inbox } from '../Inbox.ts';
import { PeopleError } from '../PeopleError.ts';
import type { Telling } from '../Telling.ts';
import { checkWork } from './checkWork.ts';
import { doWork } from './doWork.ts';
import { keepEnded } from './keepEnded.ts';
import type { Wanted, Work, Works } from './Work.ts';

/**
 * Changes of the people that go on after they were asked for. What is under way is known to this process alone: where that ends,
 * each is as a command that was killed, and goes on when it is asked for again.
 * @param onError is told of what is no PeopleError
 */
export function openWorks(inbox: Inbox, onError: (error: Error) => void): Works {
  const works = new Map<string, Work>();
  // Never: a process that ends ends it.
  const { signal } = new AbortController();

  const run = async (work: Work) => {
    try {
      work.outcome = await doWork(inbox, work.wanted, { signal, telling: tellingOf(work) });
      work.status = 'done';
    } catch (error) {
      work.status = 'failed';
      const isOurs = !(error instanceof PeopleError);
      if (isOurs) onError(error as Error);
      work.problem = isOurs
        ? { problem: 'internal', message: 'Something went wrong that is no fault of the request.' }
        : { problem: error.problem, message: error.message };
    }
    work.endedAt = new Date().toISOString();
    keepEnded(works, work);
  };

  return {
    async begin(wanted) {
      const working = [...works.values()].filter(({ status }) => status === 'working');
      const same = working.find((work) => isDeepStrictEqual(work.wanted, wanted));
      if (same) return same;
      const other = working.find((work) =>
        touchesOf(work.wanted).some((one) => touchesOf(wanted).includes(one)),
      );
      if (other)
        throw new PeopleError(
          'busy',
          `${touchesOf(wanted).join(' and ')}: another change of this is under way (${other.wanted.kind}).\nWait until it is done, and ask again.`,
        );
      await checkWork(inbox, wanted, signal);
      const work: Work = {
        id: randomUUID(),
        wanted,
        status: 'working',
        step: { what: 'waiting', done: 0, total: 0 },
        startedAt: new Date().toISOString(),
      };
      works.set(work.id, work);
      void run(work);
      return work;
    },
    find: (id) => works.get(id),
    list: () => [...works.values()].reverse(),
  };
}

/** Whom or what it changes: two changes of one do not go on at once. */
function touchesOf(wanted: Wanted): string[] {
  switch (wanted.kind) {
    case 'rename':
    case 'merge':
      return [wanted.person, wanted.to];
    case 'forget':
      return [wanted.person];
    case 'name':
      return [wanted.person, `unknown-${wanted.group}`];
    case 'split':
      return [`unknown-${wanted.group}`];
  }
}

function tellingOf(work: Work): Telling {
  return {
    note() {
      work.step = { what: 'waiting', done: 0, total: 0 };
    },
    begin(total, what) {
      work.step = { what, done: 0, total };
      return {
        done() {
          if (work.step.what === what) work.step.done++;
        },
        stop() {},
      };
    },
  };
}
