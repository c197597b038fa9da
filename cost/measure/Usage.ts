/** What was asked of the services, as these are paid for. */
export interface Usage {
  /** Of all tables, indexes included. */
  tableWrites: { requests: number; units: number };
  tableReads: { requests: number; units: number };
  /** By operation: GetObject, ListObjectsV2 and so on. */
  objects: Record<string, number>;
  /** Entries of PutEvents, in units of 64 KB each, and their bytes. */
  events: { entries: number; units: number; bytes: number };
  queueRequests: number;
}

export function noUsage(): Usage {
  return {
    tableWrites: { requests: 0, units: 0 },
    tableReads: { requests: 0, units: 0 },
    objects: {},
    events: { entries: 0, units: 0, bytes: 0 },
    queueRequests: 0,
  };
}
