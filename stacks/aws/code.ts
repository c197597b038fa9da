import { basename, dirname } from 'node:path';
import type { LambdaFunctionConfig } from '@cdktn/provider-aws/lib/lambda-function/index.js';
import { S3BucketLifecycleConfiguration } from '@cdktn/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js';
import { S3Object } from '@cdktn/provider-aws/lib/s3-object/index.js';
import { Fn as Terraform } from 'cdktn';
import { Construct } from 'constructs';
import { IN_IMAGE } from './inImage.ts';
import { makeBucket } from './makeBucket.ts';
import type { Site } from './Site.ts';
import { unfinishedUploads } from './unfinishedUploads.ts';

/** A function's place in the code, as `functions/analyse/handler.ts`, is its role: `analyse`. */
export const roleOf = ({ file }: { file: string }): string => basename(dirname(file));

/** Terraform runs in the stack's folder, cdktf.out/stacks/<stack>. */
const ROOT = '../../..';

/** What a function runs. */
type Code = (fn: { file: string }) => Partial<LambdaFunctionConfig>;

/**
 * Where the functions' zips are put for Lambda to take them: those with a decoder of videos are larger than the 50 MB that it
 * takes of who calls it (Lambda quotas). Each lies under the hash of what is in it, so that what is deployed is what was
 * packaged, and a new one is there before the old one goes.
 */
export function makeCode({ stack, settings, deployment, account, region }: Site): Code {
  const scope = new Construct(stack, 'code');
  const { bucket } = makeBucket(scope, 'code', {
    bucket: `${settings.prefix}-c-${account.accountId}-${region}`,
    forceDestroy: true,
  });
  new S3BucketLifecycleConfiguration(new Construct(scope, 'lifecycle'), 'code', {
    bucket,
    rule: [unfinishedUploads()],
  });
  const objects = new Construct(scope, 'objects');
  return (fn) => {
    if (IN_IMAGE.includes(fn.file) && deployment.image !== undefined)
      return {
        packageType: 'Image',
        imageUri: deployment.image,
        imageConfig: { command: [fn.file.replace(/\.ts$/, '.handler')] },
      };
    const id = roleOf(fn);
    const source = `${ROOT}/build/${deployment.architecture}/${id}.zip`;
    const { bucket: s3Bucket, key: s3Key } = new S3Object(objects, id, {
      ...{ bucket, key: `${id}-${Terraform.filesha256(source)}.zip`, source },
      lifecycle: { createBeforeDestroy: true },
    });
    return {
      packageType: 'Zip',
      ...{ s3Bucket, s3Key },
      sourceCodeHash: Terraform.filebase64sha256(source),
      handler: 'handler.handler',
      runtime: 'nodejs24.x',
    };
  };
}
