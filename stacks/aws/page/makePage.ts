import { extname } from 'node:path';
import { S3BucketCorsConfiguration } from '@cdktn/provider-aws/lib/s3-bucket-cors-configuration/index.js';
import { S3Object, type S3ObjectConfig } from '@cdktn/provider-aws/lib/s3-object/index.js';
import { Fn as Terraform } from 'cdktn';
import { Construct } from 'constructs';
import { DeploymentError } from '../DeploymentError.ts';
import type { Inbox } from '../inbox.ts';
import { makeBucket } from '../makeBucket.ts';
import type { Site } from '../Site.ts';
import { makeDistribution } from './distribution.ts';
import { makeClient, type Users } from './users.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
/** The names of assets tell their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** Terraform runs in the stack's folder, cdktf.out/stacks/<stack>. */
const FILES = '../../../build/page';

/**
 * The page: a bucket that CloudFront alone may read, the API at the same address, and users who log in by Cognito's own page.
 * @param api the host of the API's function
 * @returns its address
 */
export function makePage(site: Site, inbox: Inbox, users: Users, api: string): string {
  const { stack, settings, account, region, pageFiles } = site;
  if (!pageFiles.includes('index.html'))
    throw new DeploymentError([
      '"page" is "cloudfront", but there is no page in build/page: it must be built before. Run `npm run package`.',
    ]);
  const scope = new Construct(stack, 'page');
  // CloudFront's name in a policy, which is written before there is a distribution that it could be asked of.
  const distributionArn = `\${aws_cloudfront_distribution.page.arn}`;
  const bucket = makeBucket(
    scope,
    'page',
    { bucket: `${settings.prefix}-p-${account.accountId}-${region}`, forceDestroy: true },
    (arn) => [
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: ['s3:GetObject'],
        Resource: [`${arn}/*`],
        Condition: { StringEquals: { 'aws:SourceArn': distributionArn } },
      },
    ],
  );
  const photos = `https://${inbox.name}.s3.${region}.amazonaws.com`;
  const { domainName } = makeDistribution(site, { page: bucket, api, login: users.login, photos });
  const address = `https://${domainName}`;
  const client = makeClient(site, users, address);

  const objects = new Construct(scope, 'objects');
  const put = (name: string, content: Partial<S3ObjectConfig>) =>
    new S3Object(objects, `page-${name.replaceAll(/[^\w-]/g, '-')}`, {
      bucket: bucket.bucket,
      key: name,
      contentType: TYPES[extname(name)]!,
      cacheControl: name.startsWith('assets/') ? FOR_EVER : ASK_AGAIN,
      ...content,
    });
  for (const name of pageFiles) {
    const source = `${FILES}/${name}`;
    put(name, { source, sourceHash: Terraform.filesha256(source) });
  }
  put('login.json', { content: JSON.stringify({ page: users.login, client }) });

  // Photos go straight from the page into the bucket, and come from there. One that was there before is only named.
  if (inbox.made)
    new S3BucketCorsConfiguration(new Construct(scope, 'cors'), 'inbox', {
      bucket: inbox.made.id,
      corsRule: [
        {
          allowedOrigins: [address],
          allowedMethods: ['GET', 'HEAD', 'POST'],
          allowedHeaders: ['*'],
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 3600,
        },
      ],
    });
  return address;
}
