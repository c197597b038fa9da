import test from 'ava';
import { enrolledPhotos } from '../../store/people.ts';
import { type Faces, facesOf } from '../support/facesOf.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
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

const photosOf = async (person: string) =>
  (await enrolledPhotos(stack.store, person)).map(({ photo }) => photo);

inChromium(
  'somebody is added by a name and photos that are dropped on it, and a second window follows',
  async (t) => {
    const page = await browser.open('/people');
    const other = await browser.open('/people', { beside: page });
    await page.getByText('Nobody is known yet').waitFor();
    t.deepEqual(await violationsOf(page), []);
    await page.getByLabel('Name').fill('Ann');
    await dropOn(page.locator('.add-person'), { 'ann.jpg': await faces.alone(0) }, () =>
      page.getByText('Drop them here').waitFor(),
    );
    await page.getByText('Known by it').waitFor();
    await page.getByRole('heading', { name: '1 photo added' }).waitFor();
    for (const window of [page, other])
      await window.getByRole('link', { name: /^Ann.*Not seen yet/ }).waitFor();
    const face = page.getByRole('link', { name: 'Ann' }).locator('img');
    t.true(
      await face.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth > 0)),
    );
    t.deepEqual(await photosOf('Ann'), ['people/Ann/ann.jpg']);
    t.is(await page.getByLabel('Name').inputValue(), '', 'ready for the next');

    await stack.analysed('party.jpg', faces.group);
    for (const window of [page, other]) await window.getByRole('link', { name: /^Ann.*Seen once/ }).waitFor();
    t.deepEqual([...page.wrong, ...other.wrong], []);
  },
);

inChromium(
  'photos can come before the name, and one that is no use is told with its reason at once',
  async (t) => {
    const page = await browser.open('/people');
    await dropOn(page.locator('.add-person'), {
      'several.jpg': faces.group,
      'zoe.jpg': await faces.alone(1),
    });
    await page.getByText('Now type who it is.').waitFor();
    await page.keyboard.type('Zoë');
    await page.getByRole('button', { name: 'Add with 2 photos' }).click();
    const refused = page.locator('.enrol-list .is-refused');
    await refused.getByText('It shows several people, and it is not clear whose face to learn').waitFor();
    await page.getByRole('heading', { name: '1 added, 1 could not be used' }).waitFor();
    t.deepEqual(await violationsOf(page), []);
    t.deepEqual(await photosOf('Zoë'), ['people/Zoë/zoe.jpg']);
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('.enrol-list').waitFor({ state: 'detached' });
    t.deepEqual(page.wrong, []);
  },
);

inChromium('the rule of names is said while one types, and what is typed is text', async (t) => {
  const page = await browser.open('/people');
  const name = page.getByLabel('Name');
  const button = page.getByRole('button', { name: 'Choose photos' });
  const cases: [typed: string, told: RegExp][] = [
    ['<img src=x onerror=alert(1)>', /cannot have “<” in it/],
    ['Ann/Bob', /cannot have “\/” in it/],
    ['Ann  Bob', /two spaces side by side/],
    ['a'.repeat(65), /64 letters at most/],
    ['...', /at least one letter or digit/],
    ['unknown-17', /nobody has named yet/],
  ];
  for (const [typed, told] of cases) {
    await name.fill(typed);
    await page.locator('.problem', { hasText: told }).waitFor();
    t.true(await button.isDisabled(), typed);
  }
  t.deepEqual(await violationsOf(page), []);
  for (const typed of ['山田 花子', 'محمد علي', 'Çağrı-Şükrü', 'अनन्या', ' Ann ']) {
    await name.fill(typed);
    await page.locator('.problem').waitFor({ state: 'detached' });
    t.true(await button.isEnabled(), typed);
  }
  await page.getByText('known by 1 photo: yours will be added').waitFor();
  t.is(await page.locator('img[src="x"]').count(), 0);
  t.deepEqual(page.wrong, []);
});

inChromium('photos dropped on a card are added to that person, below a name that is free', async (t) => {
  const page = await browser.open('/people');
  const card = page.getByRole('link', { name: 'Ann' });
  await dropOn(card, { 'ann.jpg': await faces.alone(0) }, () => card.getByText('Drop to add').waitFor());
  await page.getByText('Known by it').waitFor();
  t.deepEqual(await photosOf('Ann'), ['people/Ann/ann (2).jpg', 'people/Ann/ann.jpg']);
  t.deepEqual(page.wrong, []);
});

inChromium(
  'names of any script are shown as they are written, found by a part of them, and lead to the person',
  async (t) => {
    await faces.enrol('people/山田 花子/1.jpg', 2);
    await faces.enrol('people/محمد علي/1.jpg', 2);
    const page = await browser.open('/people');
    for (const name of ['山田 花子', 'محمد علي', 'Zoë']) await page.getByRole('link', { name }).waitFor();
    const directionOf = (name: string) =>
      page
        .locator('.person-card .name', { hasText: name })
        .evaluate((bdi) => getComputedStyle(bdi).direction);
    t.is(await directionOf('محمد'), 'rtl');
    t.is(await directionOf('Zoë'), 'ltr');
    await page.getByLabel('Search for a person').fill('zoe');
    await page.getByText('1 of 4 people').waitFor();
    t.is(await page.locator('.person-card').count(), 1);
    await page.getByLabel('Search for a person').fill('花');
    await page.getByRole('link', { name: '山田 花子' }).click();
    await page.getByRole('heading', { name: '山田 花子', level: 1 }).waitFor();
    t.is(await page.title(), '山田 花子 · face-inbox');
    t.deepEqual(page.wrong, []);
  },
);

for (const colorScheme of ['light', 'dark'] as const)
  inChromium(
    `a person is shown with the photos they are known by and seen in; nothing is amiss in ${colorScheme}`,
    async (t) => {
      const page = await browser.open('/people/Ann', { colorScheme });
      await page.getByRole('heading', { name: 'Known by 2 photos' }).waitFor();
      await page.getByText('Seen once').waitFor();
      await page.locator('.seen-in .tile', { hasText: 'party.jpg' }).waitFor();
      await page.locator('.seen-in .frame-name', { hasText: 'Ann' }).waitFor();
      t.deepEqual(await violationsOf(page), []);
      for (const [path, name] of [
        ['/people', 'People'],
        ['/unknown', 'Unknown faces'],
      ]) {
        await page.goto(`${stack.endpoint}${path}`);
        await page.getByRole('heading', { name: name! }).waitFor();
        await page.getByText(path === '/people' ? '4 people' : 'are not kept here').waitFor();
        t.deepEqual(await violationsOf(page), []);
      }
      t.deepEqual(page.wrong, []);
    },
  );

inChromium(
  'a photo of somebody else among those of a person is told, and removed; that can be undone',
  async (t) => {
    await faces.enrol('people/Ann/wrong.jpg', 1);
    const page = await browser.open('/people');
    // The photo is as near to Zoë's as hers to it, and the other two are two names of one face.
    const button = page.getByRole('button', { name: '4 people to check' });
    await button.click();
    t.is(await button.getAttribute('aria-pressed'), 'true');
    await page.getByRole('link', { name: /Ann.*1 to check/ }).click();
    const doubtful = page.locator('.known-by li', { hasText: 'This face is more like Zoë' });
    await doubtful.waitFor();
    t.deepEqual(await violationsOf(page), []);
    await doubtful.getByRole('button', { name: 'Remove wrong.jpg' }).click();
    await page.getByRole('heading', { name: 'Known by 2 photos' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Known by 3 photos' }).waitFor();
    await doubtful.getByRole('button', { name: 'Remove wrong.jpg' }).click();
    // Who goes away has meant it.
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await page.goto('about:blank');
    t.is((await stack.announced('people/Ann/wrong.jpg')).type, 'Person Removed');
    t.deepEqual(await photosOf('Ann'), ['people/Ann/ann (2).jpg', 'people/Ann/ann.jpg']);
    t.deepEqual(page.wrong, []);
  },
);
