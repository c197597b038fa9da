import test from 'ava';
import { addAlias } from '../../store/aliases.ts';
import { enrolledPhotos } from '../../store/people.ts';
import { type Faces, facesOf } from '../support/facesOf.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let stack: Stack;
let browser: TestBrowser;
let faces: Faces;
test.before(async () => {
  stack = await startStack({ FUNCTION_TIMEOUT: '20' });
  browser = await openBrowser(stack.endpoint);
  faces = await facesOf(stack);
  for (const key of ['people/Ann/1.jpg', 'people/Ann/2.jpg', 'people/Zoë/1.jpg'])
    await faces.enrol(key, key.includes('Ann') ? 0 : 1);
  await stack.analysed('party.jpg', faces.group);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

const photosOf = async (person: string) =>
  (await enrolledPhotos(stack.store, person)).map(({ photo }) => photo);

inChromium(
  'somebody is renamed by the keyboard alone, and photos in other windows follow without a reload',
  async (t) => {
    const photos = await browser.open('/');
    const frame = photos.locator('.tile', { hasText: 'party.jpg' }).locator('.frame-name');
    await frame.getByText('Ann').waitFor();

    const page = await browser.open('/people', { beside: photos });
    const press = async (name: string, role: 'link' | 'button' = 'button') => {
      const wanted = page.getByRole(role, { name });
      await wanted.waitFor();
      for (let steps = 0; steps < 60; steps++) {
        if (await wanted.evaluate((element) => element === document.activeElement)) break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
    };
    await press('Ann', 'link');
    await page.getByRole('heading', { name: 'Known by 2 photos' }).waitFor();
    await press('Rename');
    const dialog = page.getByRole('dialog', { name: 'Rename Ann' });
    await dialog.waitFor();
    t.true(
      await page.getByLabel('New name').evaluate((element) => element === document.activeElement),
      'the field has the focus',
    );
    t.deepEqual(await violationsOf(page), []);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await press('Rename');
    await dialog.waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Anna');
    await page.keyboard.press('Enter');

    await page.locator('.works').getByText('Ann is called Anna now, in 1 photo too.').waitFor();
    await page.getByRole('heading', { name: 'Anna', level: 1 }).waitFor();
    await page.getByRole('heading', { name: 'Known by 2 photos' }).waitFor();
    t.regex(page.url(), /\/people\/Anna$/);
    await frame.getByText('Anna').waitFor();
    t.deepEqual(await photosOf('Anna'), ['people/Anna/1.jpg', 'people/Anna/2.jpg']);
    t.deepEqual(await violationsOf(page), []);
    t.deepEqual([...photos.wrong, ...page.wrong], []);
  },
);

inChromium('a name that is somebody else’s leads to making one person of both', async (t) => {
  await faces.enrol('people/Zoe/1.jpg', 1);
  const page = await browser.open('/people/Zoe');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('New name').fill('Zoë');
  await page.getByText('There is somebody called Zoë already.').waitFor();
  t.true(await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).isDisabled());
  await page.getByRole('button', { name: 'Make one person of both' }).click();
  const dialog = page.getByRole('dialog', { name: 'Who is Zoe as well?' });
  t.true(await dialog.getByRole('radio', { name: 'Zoë' }).isChecked());
  await dialog.getByText('They cannot be told apart afterwards.').waitFor();
  t.deepEqual(await violationsOf(page), []);
  await dialog.getByLabel('Search').fill('anna');
  await dialog.getByRole('radio', { name: 'Anna' }).waitFor();
  t.true(
    await dialog.getByRole('button', { name: 'Make them one' }).isDisabled(),
    'who is chosen is not seen',
  );
  await dialog.getByLabel('Search').fill('');
  await dialog.getByRole('button', { name: 'Make them one' }).click();
  await page.locator('.works').getByText('Zoe and Zoë are one person now, called Zoë.').waitFor();
  await page.getByRole('heading', { name: 'Zoë', level: 1 }).waitFor();
  t.deepEqual(await photosOf('Zoe'), []);
  t.true((await photosOf('Zoë')).length >= 1);
  t.deepEqual(page.wrong, []);
});

inChromium('a renaming that was broken off is told, and goes on when it is asked for again', async (t) => {
  await addAlias(stack.store, 'Anna', 'Hannah');
  const page = await browser.open('/people');
  await page.getByRole('link', { name: /^Anna.*Becoming Hannah/ }).click();
  await page.getByText('Is just becoming Hannah.').waitFor();
  t.deepEqual(await violationsOf(page), []);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('.works').getByText('Anna is called Hannah now').waitFor();
  await page.getByRole('heading', { name: 'Hannah', level: 1 }).waitFor();
  t.deepEqual(await photosOf('Hannah'), ['people/Hannah/1.jpg', 'people/Hannah/2.jpg']);
  t.deepEqual(page.wrong, []);
});

inChromium('somebody is removed after it was said what goes; that can be undone for a while', async (t) => {
  const page = await browser.open('/people/Hannah');
  const ask = async () => {
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Hannah?' });
    await dialog.getByText('2 photos that they are known by will be deleted.').waitFor();
    await dialog.getByText('Where they were seen before stays as it is').waitFor();
    t.deepEqual(await violationsOf(page), []);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.locator('.undo-bar').getByText('Hannah removed').waitFor();
  };
  await ask();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  t.is(await page.getByRole('link', { name: 'Hannah' }).count(), 0);
  t.deepEqual(await violationsOf(page), []);
  await page.keyboard.press('ControlOrMeta+z');
  await page.getByRole('link', { name: 'Hannah' }).click();
  t.is((await photosOf('Hannah')).length, 2);

  await page.clock.install();
  await ask();
  await page.clock.runFor(10_500);
  t.is((await stack.announced('people/Hannah/1.jpg')).type, 'Person Enrolled');
  t.is((await stack.announced('people/Hannah/1.jpg')).type, 'Person Removed');
  t.is((await stack.announced('people/Hannah/2.jpg')).type, 'Person Enrolled');
  t.is((await stack.announced('people/Hannah/2.jpg')).type, 'Person Removed');
  t.deepEqual(await photosOf('Hannah'), []);
  t.deepEqual(page.wrong, []);
});

inChromium('somebody is forgotten after it was said what goes, in every window', async (t) => {
  const photos = await browser.open('/');
  const frame = photos.locator('.tile', { hasText: 'party.jpg' }).locator('.frame-name', { hasText: 'Zoë' });
  await frame.waitFor();
  const page = await browser.open('/people/Zoë', { beside: photos });
  await page.getByRole('button', { name: 'Forget' }).click();
  const dialog = page.getByRole('dialog', { name: 'Forget Zoë for good?' });
  await dialog.getByText(/^\d photos? that they are known by will be deleted/).waitFor();
  await dialog.getByText('1 face in other photos will be unknown again').waitFor();
  await dialog.getByText('This is final. It cannot be undone.').waitFor();
  t.deepEqual(await violationsOf(page), []);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  t.true((await photosOf('Zoë')).length > 0);
  await page.getByRole('button', { name: 'Forget' }).click();
  await dialog.getByRole('button', { name: 'Forget for good' }).click();
  await page
    .locator('.works')
    .getByText(/^Zoë is forgotten: \d photos? deleted/)
    .waitFor();
  await page.getByText('Nobody is known yet').waitFor();
  await frame.waitFor({ state: 'detached' });
  t.deepEqual(await photosOf('Zoë'), []);
  t.deepEqual([...photos.wrong, ...page.wrong], []);
});
