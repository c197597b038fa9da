import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { queueUrl } from '../../local/deploy.ts';
import { type QueueRole, queueNames } from '../../stacks/topology.ts';
import { tiny } from '../support/inbox.ts';
import { type Stack, startStack } from '../support/startStack.ts';
import { violationsOf } from './support/axe.ts';
import { inChromium } from './support/inChromium.ts';
import { openBrowser, type TestBrowser } from './support/openBrowser.ts';

let stack: Stack;
let browser: TestBrowser;
test.before(async () => {
  stack = await startStack();
  browser = await openBrowser(stack.endpoint);
});
test.after.always(async () => {
  await browser?.close();
  await stack?.stop();
});

const urlOf = (role: QueueRole) => queueUrl(stack.endpoint, queueNames(stack.topology)[role]);

/** Into a queue, where it waits for so long. */
async function send(role: QueueRole, DelaySeconds = 0): Promise<void> {
  const MessageBody = 'not a message of S3';
  await stack.clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf(role), MessageBody, DelaySeconds }));
}

const purge = (role: QueueRole) => stack.clients.sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(role) }));

inChromium('the strip says that all is done, and its panel tells of the last hour in numbers', async (t) => {
  for (let at = 0; at < 3; at++) await stack.analysed(`${at}.png`, await tiny(at));
  await stack.analysed('bad.jpg', 'no image');
  const page = await browser.open();
  const strip = page.getByRole('button', { name: 'The inbox: All done' });
  await strip.click();
  const panel = page.getByRole('region', { name: 'How the inbox is' });
  await panel.getByText('Everything that was dropped has been looked at.').waitFor();
  await panel.getByText('As a table').click();
  const newest = panel.locator('tbody tr').first();
  await panel.getByRole('cell', { name: '4', exact: true }).waitFor();
  t.deepEqual(await newest.getByRole('cell').allTextContents(), ['4', '1']);
  await panel.getByText('Engine: onnx, int8').waitFor();
  t.deepEqual(await violationsOf(page), []);
  await panel.getByRole('link', { name: '1 not accepted' }).click();
  await page.locator('.tile', { hasText: 'bad.jpg' }).waitFor();
  t.true(page.url().endsWith('/?show=rejected'));
  t.deepEqual(page.wrong, []);
});

inChromium('it is opened and closed by keys, and by a click elsewhere', async (t) => {
  const page = await browser.open();
  const strip = page.getByRole('button', { name: 'The inbox:' });
  await strip.focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('region', { name: 'How the inbox is' });
  await panel.waitFor();
  t.is(await strip.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  t.true(await strip.evaluate((element) => element === document.activeElement));
  await strip.click();
  await panel.waitFor();
  await page.mouse.click(300, 600);
  await panel.waitFor({ state: 'detached' });
});

inChromium('what waits shows without a reload', async (t) => {
  const page = await browser.open();
  await page.getByRole('button', { name: 'The inbox: All done' }).waitFor();
  await send('images', 900);
  await send('images', 900);
  // A photo that comes makes the page ask.
  await stack.analysed('another.png', await tiny(20));
  await page.getByRole('button', { name: 'The inbox: 2 to look at' }).click();
  await page.getByText('2 photos to look at').waitFor();
  await purge('images');
  await page.getByRole('button', { name: 'The inbox: All done' }).waitFor();
  t.deepEqual(page.wrong, []);
});

for (const colorScheme of ['light', 'dark'] as const)
  inChromium(`photos that were given up are told plainly, with what to do: ${colorScheme}`, async (t) => {
    await send('dead-letters');
    const page = await browser.open('/', { colorScheme });
    await page.getByRole('button', { name: 'The inbox: 1 given up' }).click();
    const panel = page.getByRole('region', { name: 'How the inbox is' });
    await panel.getByText('One photo was given up after five tries.').waitFor();
    await panel.getByText('npx face-inbox dlq').waitFor();
    await panel.getByText('npx face-inbox redrive').waitFor();
    t.regex((await page.getByRole('status').textContent()) ?? '', /given up/);
    t.deepEqual(await violationsOf(page), []);
    await purge('dead-letters');
    await stack.analysed(`after-${colorScheme}.png`, await tiny(30));
    await page.getByRole('button', { name: 'The inbox: All done' }).waitFor();
    t.deepEqual(page.wrong, []);
  });

inChromium('it fits onto a phone', async (t) => {
  const page = await browser.open('/', { viewport: { width: 360, height: 740 } });
  await page.getByRole('button', { name: 'The inbox:' }).click();
  await page
    .getByRole('region', { name: 'How the inbox is' })
    .getByRole('heading', { name: 'The last hour' })
    .waitFor();
  const { scroll, width } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    width: innerWidth,
  }));
  t.true(scroll <= width, `${scroll} of ${width}`);
  t.deepEqual(await violationsOf(page), []);
});
