import { type ScheduledFn, sourcesOf, type Topology } from '../../stacks/topology.ts';
import type { Profile, ScheduledRun } from '../measure/Profile.ts';
import type { Position } from './Line.ts';
import { GB, logBytes, MILLION, MINUTES_A_MONTH } from './units.ts';

/** Of each event source mapping, and how long one poll of theirs waits (Lambda guide, "Using Lambda with Amazon SQS"). */
const POLLERS = 5;
const POLLS_A_MINUTE = 60 / 20;
/** Memory at which a function has one processor; with less it has its share of one, and takes as much longer. */
const MB_A_PROCESSOR = 1769;

interface Watch {
  alarms: number;
  /** That functions write themselves also while nothing happens: the age of the oldest outbox. */
  metrics: number;
  dashboards: number;
}

export function runsAMonth({ everyMinutes }: Pick<ScheduledFn, 'everyMinutes'>): number {
  return MINUTES_A_MONTH / everyMinutes;
}

/** What an empty inbox costs in a month in which nothing is dropped. */
export function restBill(
  topology: Topology,
  profile: Profile,
  { alarms, metrics, dashboards }: Watch,
): Position[] {
  const { functions, scheduled } = topology;
  const mappings = functions.flatMap(sourcesOf).length;
  const ofRuns = (figure: (run: ScheduledRun) => number) =>
    scheduled.reduce((sum, fn) => sum + runsAMonth(fn) * figure(profile.scheduled[fn.file]!), 0);
  const runs = ofRuns(() => 1);
  return [
    {
      what: 'SQS: polls of empty queues',
      item: 'queueRequests',
      quantity: (mappings * POLLERS * POLLS_A_MINUTE * MINUTES_A_MONTH) / MILLION,
    },
    {
      what: 'SQS: other requests',
      item: 'queueRequests',
      quantity: ofRuns(({ usage }) => usage.queueRequests) / MILLION,
    },
    { what: 'EventBridge Scheduler', item: 'schedules', quantity: runs / MILLION },
    { what: 'Lambda: invocations', item: 'invocations', quantity: runs / MILLION },
    {
      what: 'Lambda: time',
      item: 'computeArm64',
      quantity: (ofRuns(({ seconds }) => seconds) * MB_A_PROCESSOR) / 1024,
    },
    {
      what: 'DynamoDB: reads',
      item: 'tableReads',
      quantity: ofRuns(({ usage }) => usage.tableReads.units) / MILLION,
    },
    {
      what: 'S3: LIST',
      item: 'objectWrites',
      quantity: ofRuns(({ usage }) => usage.objects.ListObjectsV2 ?? 0) / 1000,
    },
    { what: 'CloudWatch: logs', item: 'logs', quantity: logBytes(runs, runs * OWN_LINES, runs) / GB },
    { what: 'CloudWatch: alarms', item: 'alarms', quantity: alarms },
    { what: 'CloudWatch: own metrics', item: 'metrics', quantity: metrics },
    { what: 'CloudWatch: dashboards', item: 'dashboards', quantity: dashboards },
  ];
}

/** Bytes of what such a function writes when there was nothing to do. */
const OWN_LINES = 800;
