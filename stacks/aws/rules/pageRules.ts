import { block, type Resource, type Resources, type Violation } from './Resources.ts';

/** The page travels over TLS only, and nobody lets themselves in. */
export function pageRules(resources: Resources): Violation[] {
  const plain = resources.of('aws_cloudfront_distribution').flatMap((resource) =>
    behavioursOf(resource)
      .map(({ viewer_protocol_policy }) => viewer_protocol_policy)
      .filter((policy) => policy !== 'redirect-to-https' && policy !== 'https-only')
      .map((policy) => ({
        resource,
        message:
          `the distribution's viewer protocol policy is ${policy}; it must be redirect-to-https or https-only, since tokens and ` +
          'photos must not travel in the clear. Set it in page/distribution.ts.',
      })),
  );
  const open = resources
    .of('aws_cognito_user_pool')
    .filter((pool) => block(pool.admin_create_user_config).allow_admin_create_user_only !== true)
    .map((resource) => ({
      resource,
      message:
        'the user pool lets people sign up themselves; only who runs the inbox must make users. ' +
        'Set allowAdminCreateUserOnly in page/users.ts.',
    }));
  return [...plain, ...open];
}

const behavioursOf = (distribution: Resource) => [
  block(distribution.default_cache_behavior),
  ...([distribution.ordered_cache_behavior ?? []].flat() as Record<string, unknown>[]),
];
