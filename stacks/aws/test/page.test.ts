import { runInNewContext } from 'node:vm';
import type { CloudfrontDistribution } from '@cdktn/provider-aws/lib/cloudfront-distribution/index.js';
import type { CognitoUserPool } from '@cdktn/provider-aws/lib/cognito-user-pool/index.js';
import test from 'ava';
import { VIEWS } from '../page/views.ts';
import { elementOf, PAGE_FILES, resourcesOf, synthesize } from './support/synthesize.ts';
import type { Written } from './support/Written.ts';

const GIVEN = { api: 'keys', page: 'cloudfront' };
const resources = resourcesOf(GIVEN);
const distribution = resources.aws_cloudfront_distribution!.page;
const ADDRESS = `https://\${aws_cloudfront_distribution.page.domain_name}`;
const LOGIN = `https://\${aws_cognito_user_pool_domain.page.domain}.auth.us-east-1.amazoncognito.com`;
const PHOTOS = `https://\${aws_s3_bucket.inbox.bucket}.s3.us-east-1.amazonaws.com`;

test('without being asked for there is no page, and nothing that it takes', (t) => {
  const without = resourcesOf({ api: 'keys' });
  const types = Object.keys(without).filter((type) => /cloudfront|cognito|cors/.test(type));
  t.deepEqual(types, []);
  t.false('USER_POOL' in without.aws_lambda_function!.api.environment.variables);
  t.false('page' in without.aws_s3_bucket!);
});

test('asked for, all that was there before is as before, but for what the API asks of users', (t) => {
  const before = resourcesOf({ api: 'keys' });
  for (const [type, byId] of Object.entries(before))
    for (const [id, one] of Object.entries(byId))
      if (!(type === 'aws_lambda_function' && id === 'api'))
        t.deepEqual(resources[type]![id], one, `${type}.${id}`);
  const { variables } = resources.aws_lambda_function!.api.environment;
  t.is(variables.USER_POOL, `\${aws_cognito_user_pool.page.id}`);
  t.is(variables.API_AUTH, 'keys');
  t.false('USER_POOL' in resources.aws_lambda_function!.analyse.environment.variables);
});

test('the page and the API have one address, over TLS alone; the page is kept by CloudFront, the API never', (t) => {
  const [page, api] = distribution.origin;
  t.is(page.domain_name, `\${aws_s3_bucket.page.bucket_regional_domain_name}`);
  t.is(api.domain_name, `\${aws_lambda_function_url.api.url_id}.lambda-url.us-east-1.on.aws`);
  t.is(api.custom_origin_config.origin_protocol_policy, 'https-only');
  const { default_cache_behavior: views, ordered_cache_behavior: others } = distribution;
  t.like(views, { target_origin_id: 'page', allowed_methods: ['GET', 'HEAD'] });
  t.is(others.length, 1);
  t.like(others[0], {
    ...{ path_pattern: '/v1/*', target_origin_id: 'api' },
    // Managed policies: nothing is kept, and all headers are handed on but the host's.
    cache_policy_id: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    origin_request_policy_id: 'b689b0a8-53d0-40ab-baf2-738e4966d6ca',
  });
  t.true(['PUT', 'POST', 'DELETE'].every((method) => others[0].allowed_methods.includes(method)));
  for (const behaviour of [views, ...others]) t.is(behaviour.viewer_protocol_policy, 'redirect-to-https');
});

test('only this distribution may read the bucket of the page', (t) => {
  const { Statement } = JSON.parse(resources.aws_s3_bucket_policy!.page.policy);
  t.deepEqual(
    Statement.filter(({ Effect }: Written) => Effect === 'Allow'),
    [
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: ['s3:GetObject'],
        Resource: [`\${aws_s3_bucket.page.arn}/*`],
        Condition: { StringEquals: { 'aws:SourceArn': `\${aws_cloudfront_distribution.page.arn}` } },
      },
    ],
  );
  t.like(resources.aws_cloudfront_origin_access_control!.page, { signing_behavior: 'always' });
});

test('the files of the page are put there with their types, and are kept as long as their names say', (t) => {
  const objects = Object.values(resources.aws_s3_object!).filter(({ bucket }) => /\.page\./.test(bucket));
  const of = (key: string) => objects.find((one) => one.key === key)!;
  t.deepEqual(objects.map(({ key }) => key).sort(), [...PAGE_FILES, 'login.json'].sort());
  t.like(of('index.html'), {
    source: '../../../build/page/index.html',
    source_hash: `\${filesha256("../../../build/page/index.html")}`,
    ...{ content_type: 'text/html; charset=utf-8', cache_control: 'no-cache' },
  });
  t.like(of('assets/main-AB.js'), {
    content_type: 'text/javascript; charset=utf-8',
    cache_control: 'public, max-age=31536000, immutable',
  });
  t.deepEqual(JSON.parse(of('login.json').content), {
    page: LOGIN,
    client: `\${aws_cognito_user_pool_client.page.id}`,
  });
});

test('every view is index.html, and what is a file is that file', (t) => {
  t.is(resources.aws_cloudfront_function!.views.code, VIEWS);
  const handler = runInNewContext(`${VIEWS}; handler`) as (event: object) => { uri: string };
  const asked = (uri: string) => handler({ request: { uri } }).uri;
  for (const view of ['/', '/people', '/people/ann', '/photo/a.jpg', '/photo/assets/a.jpg', '/unknown'])
    t.is(asked(view), '/index.html', view);
  for (const file of ['/assets/main-AB.js', '/login.json']) t.is(asked(file), file);
});

test('the page may reach itself, where users log in, and the bucket of the photos, and nothing else', (t) => {
  const { security_headers_config: security, custom_headers_config: custom } =
    resources.aws_cloudfront_response_headers_policy!.page;
  const policy: string = security.content_security_policy.content_security_policy;
  const directives = Object.fromEntries(
    policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]),
  );
  t.deepEqual(directives['connect-src'], ["'self'", LOGIN, PHOTOS]);
  t.deepEqual(directives['media-src'], ["'self'", 'blob:', PHOTOS]);
  t.deepEqual(directives['script-src'], ["'self'"]);
  t.deepEqual(directives['default-src'], ["'none'"]);
  t.deepEqual(
    custom.items.map(({ header }: Written) => header),
    ['cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy'],
  );
  t.true(security.strict_transport_security.override);
  t.deepEqual(resources.aws_s3_bucket_cors_configuration!.inbox.cors_rule, [
    {
      ...{ allowed_origins: [ADDRESS], allowed_methods: ['GET', 'HEAD', 'POST'], allowed_headers: ['*'] },
      ...{ expose_headers: ['ETag'], max_age_seconds: 3600 },
    },
  ]);
});

test('users are made by who runs the inbox, in groups as the scopes of the API, and log in by code alone', (t) => {
  const pool = resources.aws_cognito_user_pool!.page;
  t.true(pool.admin_create_user_config.allow_admin_create_user_only);
  t.is(pool.deletion_protection, 'INACTIVE');
  t.deepEqual(
    Object.values(resources.aws_cognito_user_group!).map(({ name }) => name),
    ['admin', 'read', 'recognise'],
  );
  t.like(resources.aws_cognito_user_pool_client!.page, {
    generate_secret: false,
    allowed_oauth_flows: ['code'],
    callback_urls: [`${ADDRESS}/`],
    explicit_auth_flows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    prevent_user_existence_errors: 'ENABLED',
  });
});

test('in several regions each has a page of its own, of names that do not collide', (t) => {
  const { stacks } = synthesize({ ...GIVEN, regions: ['us-east-1', 'eu-west-1'] });
  const names = Object.values(stacks).flatMap(({ resource }: Written) =>
    [
      'aws_cloudfront_function',
      'aws_cloudfront_origin_access_control',
      'aws_cloudfront_response_headers_policy',
    ].flatMap((type) => Object.values<Written>(resource[type]).map(({ name }) => `${type} ${name}`)),
  );
  t.is(new Set(names).size, names.length);
  t.is(names.length, 6);
});

test('what would let anybody in fails the synthesis', (t) => {
  const wrong = (change: Parameters<typeof synthesize>[1]) =>
    t.throws(() => synthesize(GIVEN, change))!.message;
  t.regex(
    wrong((stack) => elementOf<CognitoUserPool>(stack, 'users/page').resetAdminCreateUserConfig()),
    /aws_cognito_user_pool\.page: the user pool lets people sign up themselves.*Set allowAdminCreateUserOnly/,
  );
  t.regex(
    wrong((stack) => {
      const element = elementOf<CloudfrontDistribution>(stack, 'distribution/page');
      const { defaultCacheBehaviorInput: before } = element;
      element.putDefaultCacheBehavior({ ...before!, viewerProtocolPolicy: 'allow-all' });
    }),
    /viewer protocol policy is allow-all; it must be redirect-to-https/,
  );
});

test('a page that is not built is told of', (t) => {
  t.throws(() => synthesize(GIVEN, () => {}, []), {
    name: 'DeploymentError',
    message: /there is no page in build\/page.*Run `npm run package`/,
  });
});

test('into a bucket that was there before the page is let by its owner', (t) => {
  const own = resourcesOf({ ...GIVEN, existingBucket: { 'us-east-1': 'family-photos' } });
  t.false('aws_s3_bucket_cors_configuration' in own);
  t.true(
    own.aws_cloudfront_response_headers_policy!.page.security_headers_config.content_security_policy.content_security_policy.includes(
      `connect-src 'self' ${LOGIN} https://family-photos.s3.us-east-1.amazonaws.com`,
    ),
  );
});
