import { computed, signal } from '@preact/signals';

/** Where in the page one is: the path is the view, the query what it shows. */
export const here = signal(new URL(location.href));
export const path = computed(() => here.value.pathname);

/** Views put themselves where they were when one comes back to them. */
history.scrollRestoration = 'manual';
addEventListener('popstate', () => {
  here.value = new URL(location.href);
});

/** Goes to a path of the page, with its query. `replace`: the step back leads past where one is now. */
export function navigate(to: string, { replace = false } = {}): void {
  const url = new URL(to, location.href);
  if (url.href === location.href) return;
  if (replace) history.replaceState({ isInside: history.state?.isInside }, '', url);
  else history.pushState({ isInside: true }, '', url);
  here.value = url;
}

/** One step back, where that stays within the page; else to a path of it. */
export function goBack(otherwise: string): void {
  if (history.state?.isInside) history.back();
  else navigate(otherwise, { replace: true });
}

/**
 * Links of the page lead to another view without loading it anew; they are ordinary ones. With a key held down, or the middle
 * button, they are the browser's, as are those to what the API gives.
 */
addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
  if (link.origin !== location.origin || link.pathname.startsWith('/v1/') || link.hash) return;
  event.preventDefault();
  navigate(link.href);
});
