import { CloudfrontDistribution } from '@cdktn/provider-aws/lib/cloudfront-distribution/index.js';
import { CloudfrontFunction } from '@cdktn/provider-aws/lib/cloudfront-function/index.js';
import { CloudfrontOriginAccessControl } from '@cdktn/provider-aws/lib/cloudfront-origin-access-control/index.js';
import { CloudfrontResponseHeadersPolicy } from '@cdktn/provider-aws/lib/cloudfront-response-headers-policy/index.js';
import type { S3Bucket } from '@cdktn/provider-aws/lib/s3-bucket/index.js';
import { Construct } from 'constructs';
import { contentSecurityPolicy, OTHER_PAGE_HEADERS } from '../../../config/pageHeaders.ts';
import type { Site } from '../Site.ts';
import { VIEWS } from './views.ts';

/** Of CloudFront itself, the same in every account (CloudFront guide, "Use managed cache policies", "... origin request policies"). */
const CACHED = '658327ea-f89d-4fab-a63d-7e88639e58f6'; // CachingOptimized
const NEVER_CACHED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'; // CachingDisabled
const ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-738e4966d6ca'; // AllViewerExceptHostHeader

const YEAR = 31_536_000;

/**
 * One address for the page and the API: so no page of another origin has to be let in.
 * @param api the host of the API's function
 * @param others what the page reaches besides: where users log in, and the bucket that takes and gives photos
 */
export function makeDistribution(
  { stack, settings, region }: Site,
  { page, api, login, photos }: { page: S3Bucket; api: string; login: string; photos: string },
): CloudfrontDistribution {
  const scope = new Construct(stack, 'distribution');
  // They are those of the whole account.
  const name = (what: string) => `${settings.prefix}-${what}-${region}`;
  const access = new CloudfrontOriginAccessControl(new Construct(scope, 'access'), 'page', {
    name: name('page'),
    originAccessControlOriginType: 's3',
    ...{ signingBehavior: 'always', signingProtocol: 'sigv4' },
  });
  const views = new CloudfrontFunction(new Construct(scope, 'functions'), 'views', {
    name: name('views'),
    runtime: 'cloudfront-js-2.0',
    publish: true,
    code: VIEWS,
  });
  const headers = new CloudfrontResponseHeadersPolicy(new Construct(scope, 'headers'), 'page', {
    name: name('page'),
    securityHeadersConfig: {
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicy({ asked: [login, photos], shown: [photos] }),
        override: true,
      },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: 'no-referrer', override: true },
      strictTransportSecurity: { accessControlMaxAgeSec: YEAR, override: true },
    },
    customHeadersConfig: {
      items: Object.entries(OTHER_PAGE_HEADERS).map(([header, value]) => ({
        ...{ header, value, override: true },
      })),
    },
  });
  const viewer = { viewerProtocolPolicy: 'redirect-to-https', compress: true };
  return new CloudfrontDistribution(scope, 'page', {
    comment: settings.prefix,
    enabled: true,
    httpVersion: 'http2and3',
    defaultRootObject: 'index.html',
    priceClass: 'PriceClass_100',
    origin: [
      {
        originId: 'page',
        domainName: page.bucketRegionalDomainName,
        originAccessControlId: access.id,
      },
      {
        originId: 'api',
        domainName: api,
        customOriginConfig: {
          ...{ httpPort: 80, httpsPort: 443 },
          originProtocolPolicy: 'https-only',
          originSslProtocols: ['TLSv1.2'],
          originReadTimeout: 60,
        },
      },
    ],
    defaultCacheBehavior: {
      ...viewer,
      targetOriginId: 'page',
      ...{ allowedMethods: ['GET', 'HEAD'], cachedMethods: ['GET', 'HEAD'] },
      cachePolicyId: CACHED,
      responseHeadersPolicyId: headers.id,
      functionAssociation: [{ eventType: 'viewer-request', functionArn: views.arn }],
    },
    orderedCacheBehavior: [
      {
        ...viewer,
        pathPattern: '/v1/*',
        targetOriginId: 'api',
        allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
        cachedMethods: ['GET', 'HEAD'],
        cachePolicyId: NEVER_CACHED,
        originRequestPolicyId: ALL_BUT_HOST,
      },
    ],
    restrictions: { geoRestriction: { restrictionType: 'none' } },
    viewerCertificate: { cloudfrontDefaultCertificate: true },
  });
}
