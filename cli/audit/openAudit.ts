import { Option } from 'commander';
import { isDue } from '../../config/retention.ts';
import { queueNames, topology } from '../../stacks/topology.ts';
import type { Inbox } from '../../store/audit/audit.ts';
import { openImagesQueue } from '../../store/audit/imagesQueue.ts';
import type { Connection } from '../connect.ts';
import { wholeNumber } from '../options.ts';

/** What `verify` and `reconcile` have in common. */
export interface AuditCommandOptions {
  endpoint?: string;
  wait: number;
  patience: number;
}

export const wait = () =>
  new Option(
    '--wait <seconds>',
    'between two looks at what seems wrong: as long as S3 may take to tell of a change',
  )
    .default(5)
    .argParser(wholeNumber(0, 3600));

export const patience = () =>
  new Option('--patience <seconds>', 'for the queue to become empty; what is open then is in flight')
    .default(60)
    .argParser(wholeNumber(0, 86_400));

export async function openAudit({ settings, store, s3, sqs }: Connection): Promise<Inbox> {
  return {
    ...{ store, s3, queue: await openImagesQueue(sqs, queueNames(topology(settings))) },
    isDue: (key, modified) => isDue(key, modified, settings),
  };
}
