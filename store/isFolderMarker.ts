/**
 * Folder markers (empty objects whose key ends in `/`, which the console makes) are no photos: for the tables, a key
 * that holds one holds nothing.
 */
export function isFolderMarker(key: string, bytes: number | undefined): boolean {
  return key.endsWith('/') && bytes === 0;
}
