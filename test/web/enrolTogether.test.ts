import test from 'ava';
import { type Faces, facesOf } from '../support/facesOf.ts';
import { heldBack, send } from '../support/heldBack.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { dropOn } from './support/dropOn.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let stack: Stack;
let browser: TestBrowser;
let faces: Faces;
test.before(async () => {
  stack = await startStack();
  browser = await openBrowser(stack.endpoint);
  faces = await facesOf(stack);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

inChromium(
  'photos that are not looked at keep no others from being sent, and one that is removed meanwhile is told',
  async (t) => {
    const page = await browser.open('/people');
    await page.getByText('Nobody is known yet').waitFor();
    await page.getByLabel('Name').fill('Ann');
    const face = await faces.alone(0);
    const names = ['a.png', 'b.png', 'c.png', 'd.png'];
    const messages = await heldBack(stack, names.length, () =>
      dropOn(page.locator('.add-person'), Object.fromEntries(names.map((name) => [name, face]))),
    );
    const looking = page.locator('.enrol-list .is-looking');
    await looking.nth(3).waitFor();
    await stack.remove('people/Ann/b.png');
    await page
      .locator('.enrol-list .is-failed', { hasText: 'b.png' })
      .getByText('It was removed before')
      .waitFor();
    await send(stack, messages);
    await page.getByRole('heading', { name: '3 added, 1 could not be used' }).waitFor();
    t.deepEqual(page.wrong, []);
  },
);

inChromium('of two removals that one looks at, the other goes on when one is taken back', async (t) => {
  const page = await browser.open('/people/Ann');
  await page.getByRole('heading', { name: 'Known by 3 photos' }).waitFor();
  await page.clock.install();
  for (const name of ['a.png', 'c.png']) await page.getByRole('button', { name: `Remove ${name}` }).click();
  await page.getByRole('button', { name: 'Undo' }).nth(1).click();
  const gone = page.waitForRequest((request) => request.method() === 'DELETE', { timeout: 20_000 });
  await page.clock.runFor(10_500);
  t.true((await gone).url().endsWith(encodeURIComponent('people/Ann/a.png')));
  await page.getByRole('heading', { name: 'Known by 2 photos' }).waitFor();
  t.deepEqual(page.wrong, []);
});

inChromium('whoever is enrolled while all are read is among them', async (t) => {
  const page = await browser.open('/');
  const asked = Promise.withResolvers<void>();
  const { promise: isOver, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/v1/people?limit=*', async (route) => {
    const response = await route.fetch();
    asked.resolve();
    await isOver;
    await route.fulfill({ response });
  });
  await page.getByRole('link', { name: 'People' }).click();
  await asked.promise;
  const read = page.waitForResponse((response) => response.url().endsWith('/v1/people/Bob'));
  await faces.enrol('people/Bob/1.png', 1);
  await (await read).finished();
  release();
  await page.getByRole('link', { name: 'Ann' }).waitFor();
  await page.getByRole('link', { name: 'Bob' }).waitFor({ timeout: 10_000 });
  t.deepEqual(page.wrong, []);
});
