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
