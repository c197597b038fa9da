import { deniesPlain } from './bucketRules.ts';
import { block, type Resources, refersTo, type Violation } from './Resources.ts';

/** Lambda's guide asks so many times the function's timeout of the visibility timeout of a queue that feeds it. */
const TIMES = 6;

/** A queue is encrypted and reached over TLS only; nothing that it gives up is lost; what feeds a function gives it time. */
export function queueRules(resources: Resources): Violation[] {
  const queues = resources.of('aws_sqs_queue');
  const about = queues.flatMap((queue) => {
    const broken: Violation[] = [];
    const says = (message: string) => broken.push({ resource: queue, message });
    if (queue.sqs_managed_sse_enabled !== true && queue.kms_master_key_id === undefined)
      says(
        'the queue is not encrypted; it must be, by SQS or a key of KMS. Set sqsManagedSseEnabled in queues.ts.',
      );
    if (!deniesPlain(resources.about('aws_sqs_queue_policy', 'queue_url', queue)))
      says("the queue's policy does not deny sqs:* to what comes without TLS. Use tlsOnly of policy.ts.");
    const isLast = queues.some((other) => refersTo(other.redrive_policy, queue));
    if (queue.redrive_policy === undefined && !isLast)
      says(
        'the queue has no dead-letter queue; what fails again and again would be lost after its retention. ' +
          'Give it a redrive in stacks/topology.ts.',
      );
    return broken;
  });
  const feeding = resources.of('aws_lambda_event_source_mapping').flatMap((mapping): Violation[] => {
    const broken: Violation[] = [];
    const says = (message: string) => broken.push({ resource: mapping, message });
    const queue = queues.find((one) => refersTo(mapping.event_source_arn, one));
    const fn = resources.of('aws_lambda_function').find((one) => refersTo(mapping.function_name, one));
    const [visibility, timeout] = [Number(queue?.visibility_timeout_seconds), Number(fn?.timeout)];
    if (!(visibility >= TIMES * timeout))
      says(
        `the queue ${queue?.name} hides a message for ${visibility} s while ${fn?.function_name} may take ${timeout} s; ` +
          `it must be ${TIMES} times as much, else a message is given to two. Set visibilityTimeoutSeconds in stacks/topology.ts.`,
      );
    const types = (mapping.function_response_types ?? []) as string[];
    if (!types.includes('ReportBatchItemFailures'))
      says(
        `the mapping's response types are [${types}]; ReportBatchItemFailures must be among them, else one photo's ` +
          'failure repeats its whole batch. Set it in functions.ts.',
      );
    const most = block(mapping.scaling_config).maximum_concurrency;
    // Pollers that are always there have a maximum of their own, and Lambda allows no other besides.
    const pollers = block(mapping.provisioned_poller_config).maximum_pollers;
    if (!(Number(most) >= 2) && !(Number(pollers) >= 2))
      says(
        `the mapping's maximum concurrency is ${most}; it must be 2 to 1000, else the function takes all that the ` +
          'account has. Set CONCURRENCY.',
      );
    return broken;
  });
  return [...about, ...feeding];
}
