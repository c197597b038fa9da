import type { Topology } from '../../stacks/topology.ts';
import type { Profile } from '../measure/Profile.ts';
import type { Position } from './Line.ts';
import { runsAMonth } from './restBill.ts';
import { GB, logBytes, MILLION } from './units.ts';

/** What the photos cost in each further month that they, their results, events and logs are kept. */
export function keptBill(
  { scheduled }: Topology,
  profile: Profile,
  { photos, batch }: { photos: number; batch: number },
): Position[] {
  const { kept, usage, log, photoBytes } = profile;
  const ofRuns = (figure: (audited: Profile['audited'][string]) => number) =>
    scheduled.reduce((sum, fn) => sum + runsAMonth(fn) * figure(profile.audited[fn.file]!), 0);
  const longest = scheduled
    .filter(({ file }) => profile.audited[file]!.lists > 0)
    .reduce((sum, fn) => sum + (runsAMonth(fn) * fn.timeoutSeconds * fn.memoryMb) / 1024, 0);
  return [
    {
      what: 'DynamoDB: storage',
      item: 'tableStorage',
      quantity: (photos * (kept.tables + kept.indexes)) / GB,
    },
    { what: 'DynamoDB: recovery', item: 'tableRecovery', quantity: (photos * kept.tables) / GB },
    {
      what: 'EventBridge: archive',
      item: 'archiveStorage',
      quantity: (photos * usage.events.bytes) / GB,
    },
    {
      what: 'CloudWatch: logs',
      item: 'logStorage',
      quantity: logBytes(photos * log.lines, photos * log.bytes, photos / batch) / GB,
    },
    {
      what: 'Audit: DynamoDB reads',
      item: 'tableReads',
      quantity: (photos * ofRuns(({ readUnits }) => readUnits)) / MILLION,
    },
    {
      what: 'Audit: S3 LIST',
      item: 'objectWrites',
      quantity: (photos * ofRuns(({ lists }) => lists)) / 1000,
    },
    { what: 'Audit: Lambda, at most', item: 'computeArm64', quantity: longest },
    { what: 'S3: the photos themselves', item: 'objectStorage', quantity: (photos * photoBytes) / GB },
  ];
}
