import { S3Bucket, type S3BucketConfig } from '@cdktn/provider-aws/lib/s3-bucket/index.js';
import { S3BucketOwnershipControls } from '@cdktn/provider-aws/lib/s3-bucket-ownership-controls/index.js';
import { S3BucketPolicy } from '@cdktn/provider-aws/lib/s3-bucket-policy/index.js';
import { S3BucketPublicAccessBlock } from '@cdktn/provider-aws/lib/s3-bucket-public-access-block/index.js';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktn/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js';
import { Construct } from 'constructs';
import { policy, type Statement, tlsOnly } from './policy.ts';

/**
 * A bucket that is nobody else's, encrypted, its owner's alone, and reached over TLS only.
 * @param allows what its policy allows besides, by its ARN
 */
export function makeBucket(
  scope: Construct,
  id: string,
  config: S3BucketConfig,
  allows: (arn: string) => Statement[] = () => [],
): S3Bucket {
  const made = new S3Bucket(scope, id, config);
  const bucket = made.id;
  const closed = new S3BucketPublicAccessBlock(new Construct(scope, 'access'), id, {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(new Construct(scope, 'ownership'), id, {
    bucket,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  new S3BucketServerSideEncryptionConfigurationA(new Construct(scope, 'encryption'), id, {
    bucket,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  new S3BucketPolicy(new Construct(scope, 'policy'), id, {
    bucket,
    policy: policy([...allows(made.arn), tlsOnly('s3', made.arn, `${made.arn}/*`)]),
    // S3 refuses two changes of one bucket's access at once.
    dependsOn: [closed],
  });
  return made;
}
