import type { ComponentType } from 'preact';
import { lazily } from '../parts/lazily.tsx';
import { PhotosView } from '../photos/PhotosView.tsx';
import { NotFoundView } from './NotFoundView.tsx';

/** What is shown at a path. */
export interface View {
  /** Its groups are given to the component, decoded. */
  pattern: RegExp;
  /** Of the window, told the first group. */
  title(what: string): string;
  Component: ComponentType<{ what: string }>;
  /** Its name in the navigation, whose link leads to `at`. */
  nav?: { name: string; at: string };
}

/** In the order of the navigation. */
export const VIEWS: View[] = [
  {
    pattern: /^\/$/,
    title: () => 'Photos',
    Component: PhotosView,
    nav: { name: 'Photos', at: '/' },
  },
  {
    pattern: /^\/people$/,
    title: () => 'People',
    Component: lazily(async () => (await import('../people/PeopleView.tsx')).PeopleView),
    nav: { name: 'People', at: '/people' },
  },
  {
    pattern: /^\/unknown$/,
    title: () => 'Unknown faces',
    Component: lazily(async () => (await import('../unknown/UnknownView.tsx')).UnknownView),
    nav: { name: 'Unknown', at: '/unknown' },
  },
  {
    pattern: /^\/people\/(.+)$/,
    title: (person) => person,
    Component: lazily(async () => (await import('../people/PersonView.tsx')).PersonView),
  },
  {
    pattern: /^\/photo\/(.+)$/,
    title: (key) => key,
    Component: lazily(async () => (await import('../photo/PhotoView.tsx')).PhotoView),
  },
];

const NOT_FOUND: View = { pattern: /^/, title: () => 'Not found', Component: NotFoundView };

/** The view of a path, and what of the path it is told. */
export function viewOf(path: string): { view: View; what: string } {
  for (const view of VIEWS) {
    const match = view.pattern.exec(path);
    if (match) return { view, what: decode(match[1] ?? '') };
  }
  return { view: NOT_FOUND, what: path };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
