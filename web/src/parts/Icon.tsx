/** Outlines in a square of 24, of our own drawing. */
const ICONS = {
  play: 'M7 4.500v15l12-7.500z',
  add: 'M12 5v14M5 12h14',
  remove: 'M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3',
  refused: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M5.700 5.700l12.600 12.600',
  enrolled: 'M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4 20a8 8 0 0 1 11-7.400M15 18l2 2l4-4',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M20 12H4M10 6l-6 6l6 6',
  previous: 'M15 5l-7 7l7 7',
  next: 'M9 5l7 7l-7 7',
  larger: 'M11 4a7 7 0 1 0 0 14a7 7 0 1 0 0-14M16 16l5 5M8 11h6M11 8v6',
  smaller: 'M11 4a7 7 0 1 0 0 14a7 7 0 1 0 0-14M16 16l5 5M8 11h6',
  whole: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  download: 'M12 4v11M7 11l5 5l5-5M4 20h16',
  folder: 'M3 19V6a1 1 0 0 1 1-1h5l2 2h9a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z',
  photo: 'M4 5h16v14H4zM4 16l4-4l4 4l3-3l5 5M15 8.500a1.500 1.500 0 1 0 0 3a1.500 1.500 0 1 0 0-3',
  search: 'M11 4a7 7 0 1 0 0 14a7 7 0 1 0 0-14M16 16l5 5',
  done: 'M5 12l5 5l9-10',
  again: 'M4 12a8 8 0 1 1 2.500 5.800M4 20v-5h5',
  up: 'M12 20V5M6 11l6-6l6 6',
} as const;

export function Icon({ name }: { name: keyof typeof ICONS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
