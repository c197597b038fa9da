import test from 'ava';
import { randomNumbers } from '../../bench/accuracy/statistics/randomNumbers.ts';
import { byStatus } from '../../store/images.ts';
import { command } from '../cli/command.ts';
import { deviations, drained, tiny, untold } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';

let stack: Stack;
let run: ReturnType<typeof command>;
test.before(async () => {
  stack = await startStack({ DETECT_SMALL: 'never', DETECT_TURNED: 'false' });
  run = command(stack.endpoint);
});
test.after.always(() => stack?.stop());

async function analysedKeys(): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const page of byStatus(stack.store, 'analysed')) for (const { image } of page) keys.add(image);
  return keys;
}

test.serial(
  'of 200 photos the messages of every tenth are lost: all are found, also after an interruption',
  async (t) => {
    for (let number = 0; number < 200; number++) {
      const body = await tiny(number);
      const drop = () => stack.drop(`lost/${number}.png`, body);
      await (number % 10 === 3 ? untold(stack, drop) : drop());
    }
    await drained(stack);
    t.is((await analysedKeys()).size, 180);

    const slowly = ['reconcile', '--wait', '0', '--rate', '1'];
    const cut = await run(slowly, { interruptAt: /10\/20 missing: lost\// });
    t.is(cut.code, 130);
    t.regex(cut.stderr, /Interrupted\. The same command goes on from here\.\n$/);
    await drained(stack);
    t.is((await analysedKeys()).size, 190);

    const { code, stdout } = await run(['reconcile', '--wait', '0']);
    t.deepEqual([code, stdout], [0, '10 deviations on the way to be mended.\n']);
    await drained(stack);
    t.is((await analysedKeys()).size, 200);
    t.deepEqual(await deviations(stack), []);
  },
);

test.serial(
  'photos are dropped, overwritten and removed, and messages lost, while it is mended',
  async (t) => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    t.log(`SEED=${seed}`);
    const bodies = await Promise.all(Array.from({ length: 16 }, (_, number) => tiny(number)));
    const client = async (random: () => number) => {
      for (let step = 0; step < 60; step++) {
        const key = `busy/${Math.floor(random() * 20)}.png`;
        if (random() < 0.3) await stack.remove(key);
        else await stack.drop(key, bodies[Math.floor(random() * bodies.length)]!);
      }
    };
    const random = randomNumbers(seed);
    // The messages of whatever the others do meanwhile are lost, too.
    const loser = async () => {
      for (let step = 0; step < 15; step++)
        await untold(stack, () => stack.drop(`busy/${Math.floor(random() * 20)}.png`, bodies[step]!));
    };
    let busy = true;
    const mending = (async () => {
      while (busy) t.is((await run(['reconcile', '--wait', '0', '--patience', '2'])).code, 0);
    })();
    await Promise.all([client(randomNumbers(seed + 1)), client(randomNumbers(seed + 2)), loser()]);
    busy = false;
    await mending;
    await drained(stack);
    await run(['reconcile', '--wait', '0']);
    await drained(stack);
    t.deepEqual(await deviations(stack), []);
    t.deepEqual(stack.errors, []);
  },
);
