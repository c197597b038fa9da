import type { NotificationConfiguration, QueueConfiguration } from '@aws-sdk/client-s3';

/**
 * A bucket's notifications with ours among them, in the place of those of the same ids; what others have there stays as
 * it is.
 * @param there as S3 gives it
 */
export function withNotifications(
  there: NotificationConfiguration,
  ours: QueueConfiguration[],
): NotificationConfiguration {
  const {
    QueueConfigurations = [],
    TopicConfigurations,
    LambdaFunctionConfigurations,
    EventBridgeConfiguration,
  } = there;
  const theirs = QueueConfigurations.filter(({ Id }) => !ours.some((one) => one.Id === Id));
  return {
    QueueConfigurations: [...ours, ...theirs],
    TopicConfigurations,
    LambdaFunctionConfigurations,
    EventBridgeConfiguration,
  };
}

/** The same without those of these ids. */
export function withoutNotifications(
  there: NotificationConfiguration,
  ids: string[],
): NotificationConfiguration {
  const { QueueConfigurations = [], ...others } = withNotifications(there, []);
  return { ...others, QueueConfigurations: QueueConfigurations.filter(({ Id = '' }) => !ids.includes(Id)) };
}
