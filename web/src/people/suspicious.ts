import { signal } from '@preact/signals';
import { read } from '../api.ts';
import { together } from './together.ts';

/** An enrolled photo that probably shows somebody else. */
export interface Suspicious {
  person: string;
  photo: string;
  of: number;
  disagrees: boolean;
  other?: { person: string; photo: string };
}

/** By their keys. */
export const suspicious = signal<ReadonlyMap<string, Suspicious>>(new Map());

/** To find them everybody is read. */
const TOGETHER_MS = 1500;

let isWanted = false;

/** Reads them once; afterwards again whenever somebody is enrolled otherwise. */
export function wantSuspicious(): void {
  if (isWanted) return;
  isWanted = true;
  void load();
}

export function suspiciousMayDiffer(): void {
  if (isWanted) loadSoon();
}

const loadSoon = together(() => void load(), TOGETHER_MS);

async function load(): Promise<void> {
  const { photos } = await read<{ photos: Suspicious[] }>('/v1/suspicious').catch(() => ({ photos: [] }));
  suspicious.value = new Map(photos.map((one) => [one.photo, one]));
}

/** In one sentence. @param nameOf how a person is called */
export function whySuspicious(
  { disagrees, of, other }: Suspicious,
  nameOf: (person: string) => string,
): string {
  if (other) return `This face is more like ${nameOf(other.person)}. Is it the right photo?`;
  if (disagrees && of === 2) return 'The two photos are not alike. Does one show somebody else?';
  return 'This face is unlike the others. Does it show somebody else?';
}
