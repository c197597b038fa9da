import type { Photo, Status } from '../types.ts';

/** Which photos are shown: by how they ended, or those on which somebody was seen. */
export interface Filter {
  show: 'all' | Status;
  person?: string;
}

const SHOWN = ['all', 'analysed', 'enrolled', 'rejected'] as const;

/** As the address has it. */
export function filterOf({ searchParams }: URL): Filter {
  const person = searchParams.get('person');
  if (person) return { show: 'all', person };
  return { show: SHOWN.find((one) => one === searchParams.get('show')) ?? 'all' };
}

export function addressOf({ show, person }: Filter): string {
  if (person !== undefined) return `/?person=${encodeURIComponent(person)}`;
  return show === 'all' ? '/' : `/?show=${show}`;
}

export function belongs(photo: Photo, { show, person }: Filter): boolean {
  if (person !== undefined) return photo.status === 'analysed' && photo.people.includes(person);
  return show === 'all' || photo.status === show;
}
