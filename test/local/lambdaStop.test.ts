import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { STOPPED } from '../../local/lambda/failures.ts';
import { alive, fixture, gone, openTestHost } from './fixtures/lambda/openTestHost.ts';

test.serial('stop lets running work finish, refuses what waits, and leaves no process', async (t) => {
  const host = openTestHost(t);
  const file = join(await mkdtemp(join(tmpdir(), 'lambda-test-')), 'go');
  const running = host.ask<{ pid: number }>({ do: 'wait', file });
  await host.line(/^waiting/);
  const waiting = host.invoke('fn', { do: 'who' });
  const stopping = host.stop({ graceMs: 60_000 });
  const late = host.invoke('fn', { do: 'who' });
  t.like(await waiting, { ok: false, error: { errorType: STOPPED } });
  t.like(await late, { ok: false, error: { errorType: STOPPED } });
  await writeFile(file, '');
  const { pid } = await running;
  await stopping;
  t.false(alive(pid));
  t.deepEqual(host.state(), [{ name: 'fn', sandboxes: 0, busy: 0 }]);
});

for (const task of ['hang', 'spin', 'ignore-term'])
  test.serial(`stop ends a handler that would ${task} when its grace is over`, async (t) => {
    const host = openTestHost(t);
    const { pid } = await host.ask<{ pid: number }>({ do: 'who' });
    const cut = host.invoke('fn', { do: task });
    await host.line(/^hanging|^spinning|^ignoring/);
    await host.stop({ graceMs: 1 });
    t.like(await cut, { ok: false, error: { errorType: STOPPED } });
    t.false(alive(pid));
  });

test.serial('stop during an init ends it at once', async (t) => {
  const host = openTestHost(t, { file: fixture('neverReady.ts') });
  const result = host.invoke('fn', {});
  await host.line(/never ready/);
  await host.stop({ graceMs: 60_000 });
  t.like(await result, { ok: false, error: { errorType: STOPPED } });
});

test.serial('stop before the process is there leaves none', async (t) => {
  const host = openTestHost(t);
  const result = host.invoke('fn', { do: 'who' });
  await host.stop();
  t.like(await result, { ok: false, error: { errorType: STOPPED } });
  t.is(host.state()[0]?.sandboxes, 0);
});

test.serial('a sandbox does not mind Ctrl-C', async (t) => {
  const host = openTestHost(t);
  const { pid } = await host.ask<{ pid: number }>({ do: 'who' });
  process.kill(pid, 'SIGINT');
  t.like(await host.ask({ do: 'who' }), { pid, calls: 2 });
});

for (const [task, pattern] of [
  [undefined, /^sandbox/],
  ['hang', /^hanging/],
  ['spin', /^spinning/],
] as const)
  test.serial(
    `a host that is killed with -9 leaves no sandbox that ${task ? `would ${task}` : 'is idle'}`,
    async (t) => {
      const host = spawnHost(t, task);
      const pid = Number((await host.line(/^sandbox/)).split(' ')[1]);
      await host.line(pattern);
      t.true(alive(pid));
      process.kill(host.pid, 'SIGKILL');
      await gone(pid);
      t.pass();
    },
  );

function spawnHost(t: ExecutionContext, task?: string) {
  const child = spawn(process.execPath, [fixture('hostProcess.ts'), ...(task ? [task] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const seen: string[] = [];
  lines.on('line', (line) => seen.push(line));
  return {
    pid: child.pid!,
    async line(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = seen.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        await new Promise((resolve) => lines.once('line', resolve));
      }
    },
  };
}
