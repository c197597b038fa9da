import type { Resources, Violation } from './Resources.ts';

/** Alarms reach their topic. */
export function topicRules(resources: Resources): Violation[] {
  return resources
    .of('aws_sns_topic')
    .filter(({ kms_master_key_id }) => kms_master_key_id === 'alias/aws/sns')
    .map((resource) => ({
      resource,
      message:
        "the topic's key is alias/aws/sns; it must be a key of yours or none, since CloudWatch may not use that one and its " +
        'alarms would not arrive. Set alarmKey, or leave it out.',
    }));
}
