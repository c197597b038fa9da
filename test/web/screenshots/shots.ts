import type { Page } from 'playwright-core';

interface Shot {
  name: string;
  path: string;
  /** Waits for what is to be seen, and does what shows it. */
  prepare(page: Page): Promise<void>;
}

/** The main views, each as light, dark and on a phone. */
export const SHOTS: Shot[] = [
  {
    name: 'photos',
    path: '/',
    prepare: async (page) => {
      await page.locator('.tile img').nth(3).waitFor();
    },
  },
  {
    name: 'photo',
    path: '/photo/terrace.jpg',
    prepare: async (page) => {
      await page.locator('.faces img').nth(2).waitFor();
    },
  },
  {
    name: 'film',
    path: '/photo/evening.mp4',
    prepare: async (page) => {
      await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
      await page.locator('.bar').nth(1).click();
      await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1.2);
      await page.locator('video').evaluate((video: HTMLVideoElement) => video.pause());
      await page.locator('.timeline-face img').nth(3).waitFor();
    },
  },
  {
    name: 'people',
    path: '/people',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Ann/ }).locator('img').waitFor();
    },
  },
  {
    name: 'unknown',
    path: '/unknown',
    prepare: async (page) => {
      await page.locator('.group-card img').nth(3).waitFor();
    },
  },
  {
    name: 'health',
    path: '/people',
    prepare: async (page) => {
      await page.getByRole('link', { name: /Ann/ }).locator('img').waitFor();
      await page.getByRole('button', { name: 'The inbox:' }).click();
      await page.getByRole('heading', { name: 'The last hour' }).waitFor();
    },
  },
];
