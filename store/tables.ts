/** A table's keys and indexes; all key attributes are strings. */
export interface Table {
  name: string;
  key: { hash: string; range?: string };
  indexes: { name: string; hash: string; range: string; keysOnly?: true }[];
  ttlAttribute?: string;
}

export type TableRole = 'images' | 'sightings' | 'people' | 'unknown' | 'chunks' | 'state';

/** The tables, by the part they play. */
export function tables(prefix: string): Record<TableRole, Table> {
  const named = (role: TableRole) => `${prefix}-${role}`;
  return {
    images: {
      name: named('images'),
      key: { hash: 'image' },
      indexes: [
        { name: 'by-status', hash: 'status', range: 'analysedAt' },
        // Sparse: only items whose outbox is not empty have the attribute.
        { name: 'by-pending', hash: 'status', range: 'pendingSince', keysOnly: true },
      ],
      ttlAttribute: 'expiresAt',
    },
    sightings: {
      name: named('sightings'),
      key: { hash: 'person', range: 'seenAt' },
      indexes: [],
      ttlAttribute: 'expiresAt',
    },
    people: { name: named('people'), key: { hash: 'person', range: 'photo' }, indexes: [] },
    // Empty but where KEEP_UNKNOWN is set: faces of unknown people, and what their groups have become. See unknown/.
    unknown: {
      name: named('unknown'),
      key: { hash: 'of', range: 'at' },
      // Sparse: only faces that are in no group yet have the attributes.
      indexes: [{ name: 'by-waiting', hash: 'waiting', range: 'waitingSince', keysOnly: true }],
      ttlAttribute: 'expiresAt',
    },
    // Empty but while a video is looked at: what was found in its parts.
    chunks: {
      name: named('chunks'),
      key: { hash: 'plan', range: 'at' },
      indexes: [],
      ttlAttribute: 'expiresAt',
    },
    // Of no interest to readers: the version that tells functions when somebody was enrolled or removed, and the
    // last tries of messages that were tried in vain.
    state: { name: named('state'), key: { hash: 'name' }, indexes: [], ttlAttribute: 'expiresAt' },
  };
}
