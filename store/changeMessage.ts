import type { Seen } from './lookAt.ts';
import type { Mend } from './Mend.ts';

/**
 * A message about a key as S3 writes one, but for its sequencer: none can be given from outside. The function that
 * takes it looks at the bucket and gives the place then; see sequencer.ts.
 */
export function changeMessage(bucket: string, key: string, object: Seen | undefined, mend: Mend): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'face-inbox:reconcile',
        eventTime: (object?.modified ?? new Date()).toISOString(),
        eventName: object ? 'ObjectCreated:Put' : 'ObjectRemoved:Delete',
        s3: {
          bucket: { name: bucket },
          object: {
            key: encodeURIComponent(key).replaceAll('%20', '+'),
            ...(object && { size: object.bytes, eTag: object.etag }),
          },
        },
        mend,
      },
    ],
  });
}
