import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ApiError, read } from '../api.ts';
import { onTold, opened } from '../live.ts';
import { together } from '../people/together.ts';

/** Faces of one person whom nobody has named. */
export interface Group {
  /** With collections `<collection>/unknown-<number>`. */
  group: string;
  count: number;
  first: string;
  last: string;
  faces: { image: string; face: number; takenAt: string }[];
}

export interface Groups {
  groups: Group[];
  /** Beyond those. */
  more: number;
  /** For how many days faces are kept; absent where they are not. */
  days?: number;
}

export const groups = signal<Groups | ApiError | undefined>(undefined);

const AT_MOST = 300;
const FACES = 8;
/** All that are kept are read for it. */
const TOGETHER_MS = 800;

export async function readGroups(): Promise<void> {
  try {
    await opened;
    groups.value = await read<Groups>(`/v1/unknown?limit=${AT_MOST}&faces=${FACES}`);
  } catch (error) {
    // What is shown stays, where it can be read no more.
    if (groups.value === undefined || 'message' in groups.value) groups.value = error as ApiError;
  }
}

const readSoon = together(() => void readGroups(), TOGETHER_MS);

/** Keeps them up to date as long as the component is there. */
export function useGroups(): void {
  useEffect(() => {
    void readGroups();
    return onTold(readSoon);
  }, []);
}
