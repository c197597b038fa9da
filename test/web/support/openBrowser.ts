import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromiumPath.ts';

interface OpenedPage extends Page {
  /** What the page has done that it must not: errors, breaches of its policy, requests that leave its origin. */
  wrong: string[];
}

export interface TestBrowser {
  browser: Browser;
  /** The page at a path, in a window of its own profile unless `beside` another. */
  open(path?: string, options?: BrowserContextOptions & { beside?: Page }): Promise<OpenedPage>;
  close(): Promise<void>;
}

/** One real browser for a test file. @param endpoint where the page is; of an inbox that runs */
export async function openBrowser(endpoint: string): Promise<TestBrowser> {
  const browser = await chromium.launch({ executablePath: chromiumPath ?? '/usr/bin/chromium' });
  const open: TestBrowser['open'] = async (path = '/', { beside, ...options } = {}) => {
    const defaults = { viewport: { width: 1280, height: 800 }, locale: 'en-GB', baseURL: endpoint };
    const context = beside?.context() ?? (await browser.newContext({ ...defaults, ...options }));
    const page = Object.assign(await context.newPage(), { wrong: [] as string[] });
    page.setDefaultTimeout(60_000);
    const { origin } = new URL(endpoint);
    page.on('pageerror', (error) => page.wrong.push(`error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      // Chromium itself says so of every answer of 400 and more: what the page makes of these, the tests look at.
      const isOfAnswer = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isOfAnswer) page.wrong.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin)
        page.wrong.push(`leaves the origin: ${url.href}`);
    });
    await page.exposeFunction('tellBreach', (text: string) => page.wrong.push(`policy: ${text}`));
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
        (window as unknown as { tellBreach(text: string): void }).tellBreach(
          `${violatedDirective} ${blockedURI} ${sourceFile}`,
        ),
      ),
    );
    await page.goto(`${endpoint}${path}`);
    return page;
  };
  return { browser, open, close: () => browser.close() };
}
