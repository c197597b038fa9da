import { folderOf, type Keys, whoToEnrol } from '../config/keys.ts';

/** What the key of a photo that enrols somebody says below the person's folder. */
export function fileOf(key: string, person: string): string {
  return key
    .split('/')
    .slice(folderOf(person).split('/').length - 1)
    .join('/');
}

/** Whether the key is one of a photo that enrols the person, in whatever Unicode form. */
export function isOf(person: string, key: string, keys: Keys): boolean {
  return whoToEnrol(key, keys) === person;
}
