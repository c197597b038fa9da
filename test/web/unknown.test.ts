import test from 'ava';
import { enrolledPhotos } from '../../store/people.ts';
import { type Faces, facesOf } from '../support/facesOf.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
import { dropOn } from './support/dropOn.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

/** A key that tries to be more than text. */
const HOSTILE = '<img src=x onerror="document.title=1">.jpg';

let stack: Stack;
let browser: TestBrowser;
let faces: Faces;
test.before(async () => {
  stack = await startStack({ KEEP_UNKNOWN: '30', COLLECTIONS: 'true', FUNCTION_TIMEOUT: '20' });
  browser = await openBrowser(stack.endpoint);
  faces = await facesOf(stack);
  await stack.analysed(HOSTILE, faces.group);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

for (const colorScheme of ['light', 'dark'] as const)
  inChromium(
    `unknown faces wait for a name, each person once; nothing is amiss in ${colorScheme}`,
    async (t) => {
      const page = await browser.open('/unknown', { colorScheme });
      await page.getByText('3 people whom nobody has named. Their faces are kept for 30 days.').waitFor();
      await page.getByText('2 faces').nth(2).waitFor();
      t.is(await page.locator('.group-card').count(), 3);
      await page
        .getByRole('img', { name: `A face in ${HOSTILE}` })
        .first()
        .waitFor();
      t.is(await page.locator('img[src="x"]').count(), 0);
      t.deepEqual(await violationsOf(page), []);
      t.deepEqual(page.wrong, []);
    },
  );

inChromium(
  'who is given a name has it at once in the photos of another window, and is known from then on',
  async (t) => {
    const photos = await browser.open('/');
    const names = photos.locator('.tile', { hasText: 'first.jpg' }).locator('.frame-name');
    await photos.locator('.tile', { hasText: 'first.jpg' }).waitFor();
    t.is(await names.count(), 0);
    const page = await browser.open('/unknown', { beside: photos });
    const card = page.locator('.group-card').first();
    await card.getByLabel('Who is this?').fill('A/nn');
    await card.getByText('A name cannot have “/” in it').waitFor();
    t.true(await card.getByRole('button', { name: 'Name' }).isDisabled());
    await card.getByLabel('Who is this?').fill('山田 花子');
    await card.getByLabel('Who is this?').press('Enter');
    await page
      .locator('.works')
      .getByText('山田 花子: 2 photos say so now. New photos will be recognised.')
      .waitFor();
    await page.getByText('2 people whom nobody has named').waitFor();
    t.deepEqual(await violationsOf(page), []);
    await names.getByText('山田 花子').waitFor();
    t.is((await enrolledPhotos(stack.store, '山田 花子')).length, 1);
    t.deepEqual([...photos.wrong, ...page.wrong], []);
  },
);

inChromium('several that are one person are named together, by a name that is offered', async (t) => {
  const page = await browser.open('/unknown');
  for (const at of [0, 1]) await page.getByRole('checkbox').nth(at).check();
  const bar = page.getByRole('form', { name: 'Name those that are chosen' });
  await bar.getByText('These 2 are one person, called').waitFor();
  t.deepEqual(
    await bar
      .locator('datalist option')
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value)),
    ['山田 花子'],
  );
  t.deepEqual(await violationsOf(page), []);
  await bar.getByRole('textbox').or(bar.getByRole('combobox')).fill('Ben');
  const { promise: isAsked, resolve: release } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.pathname.endsWith('/name'),
    async (route) => {
      await isAsked;
      await route.continue();
    },
  );
  await bar.getByRole('button', { name: 'Name all 2' }).click();
  // As long as the inbox was not told both, the window asks before it is closed.
  const [question] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })]);
  t.is(question.type(), 'beforeunload');
  await question.dismiss();
  release();
  await page.getByText('Nobody waits for a name.').waitFor();
  await page.locator('.works .is-working').waitFor({ state: 'detached' });
  t.is((await enrolledPhotos(stack.store, 'Ben')).length, 2);
  t.deepEqual(page.wrong, []);
});

inChromium('people of a collection are shown and asked for by it, and added to it', async (t) => {
  await stack.analysed('smiths/first.jpg', faces.group);
  const page = await browser.open('/unknown');
  const card = page.locator('.group-card').first();
  await card.getByText('in smiths').waitFor();
  await card.getByLabel('Who is this?').fill('Ann');
  await card.getByRole('button', { name: 'Name' }).click();
  await page
    .locator('.works')
    .getByText(/^Ann: 1 photo says so now/)
    .waitFor();
  t.is((await enrolledPhotos(stack.store, 'smiths/Ann')).length, 1);

  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: /^Ann\s*in smiths/ }).waitFor();
  await page.getByLabel('Collection').first().fill('smiths');
  await page.getByLabel('Name').fill('Zoë');
  await dropOn(page.locator('.add-person'), { 'zoe.jpg': await faces.alone(1) });
  await page.getByText('Known by it').waitFor();
  t.deepEqual(
    (await enrolledPhotos(stack.store, 'smiths/Zoë')).map(({ photo }) => photo),
    ['smiths/people/Zoë/zoe.jpg'],
  );
  await page.locator('select').selectOption({ label: 'smiths' });
  await page.getByText('2 of 4 people').waitFor();
  await page.getByRole('link', { name: /^Zoë/ }).click();
  await page.getByRole('heading', { name: 'Zoë', level: 1 }).waitFor();
  await page.getByText('in smiths').waitFor();
  t.deepEqual(await violationsOf(page), []);
  t.deepEqual(page.wrong, []);
});

inChromium('a face of somebody else is taken out of a group, and waits for a name of its own', async (t) => {
  for (const key of ['jones/a.jpg', 'jones/b.jpg']) await stack.analysed(key, await faces.alone(0));
  const page = await browser.open('/unknown');
  const card = page.locator('.group-card', { hasText: 'in jones' });
  await card.getByText('2 faces').waitFor();
  await card.getByRole('button', { name: "The face in jones/b.jpg is somebody else's" }).click();
  await page.locator('.works').getByText('It is kept apart from now on.').waitFor();
  await card.nth(1).waitFor();
  t.is(await card.count(), 2);
  t.deepEqual(page.wrong, []);
});
