import type { Site } from '../Site.ts';
import type { Resources, Violation } from './Resources.ts';

/** The arguments that name a resource for others to see, by its type; `name` for those that are not here. */
const NAMED_BY: Record<string, string> = {
  aws_s3_bucket: 'bucket',
  aws_lambda_function: 'function_name',
  aws_cloudwatch_metric_alarm: 'alarm_name',
  aws_cloudwatch_dashboard: 'dashboard_name',
};
/** What a name may begin with before the prefix. */
const BEFORE: Record<string, string> = { aws_cloudwatch_log_group: '/aws/lambda/' };

/** Of the whole account, and not of a region. */
const EVERYWHERE = [
  ...['aws_iam_role', 'aws_cloudwatch_dashboard', 'aws_s3_bucket', 'aws_cloudfront_function'],
  ...['aws_cloudfront_origin_access_control', 'aws_cloudfront_response_headers_policy'],
];
/** Named within something else of the stack. */
const WITHIN = ['aws_cognito_user_group'];

/** All names begin with the prefix, and those that all regions share tell the region: no two deployments or regions collide. */
export function nameRules(resources: Resources, { settings, region }: Site): Violation[] {
  return resources.all.flatMap((resource): Violation[] => {
    const { type } = resource;
    const name = resource[NAMED_BY[type] ?? 'name'];
    if (typeof name !== 'string' || WITHIN.includes(type)) return [];
    const begins = `${BEFORE[type] ?? ''}${settings.prefix}`;
    if (!name.startsWith(begins))
      return [
        {
          resource,
          message: `the name is ${name}; it must begin with ${begins}. Put NAME_PREFIX before it.`,
        },
      ];
    if (EVERYWHERE.includes(type) && !name.endsWith(`-${region}`))
      return [
        {
          resource,
          message: `the name is ${name}; it must end with -${region}, since all regions share such names. Put the region behind it.`,
        },
      ];
    return [];
  });
}
