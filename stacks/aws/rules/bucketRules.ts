import { block, type Resource, type Resources, statementsOf, type Violation } from './Resources.ts';

const CLOSED = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

/** A bucket is nobody else's, encrypted, its owner's alone, and reached over TLS only. */
export function bucketRules(resources: Resources): Violation[] {
  return resources.of('aws_s3_bucket').flatMap((bucket) => {
    const broken: Violation[] = [];
    const says = (message: string) => broken.push({ resource: bucket, message });
    const its = (type: string) => resources.about(type, 'bucket', bucket);

    const access = its('aws_s3_bucket_public_access_block');
    const open = CLOSED.filter((argument) => access?.[argument] !== true);
    if (open.length > 0)
      says(
        `the bucket's public access block lacks ${open.join(', ')}; all four must be true, so that nobody can make ` +
          'photos public. Set them in inbox.ts.',
      );
    const ownership = block(its('aws_s3_bucket_ownership_controls')?.rule).object_ownership;
    if (ownership !== 'BucketOwnerEnforced')
      says(
        `the bucket's object ownership is ${ownership}; it must be BucketOwnerEnforced, so that no ACL counts. Set it in inbox.ts.`,
      );
    const encryption = block(
      block(its('aws_s3_bucket_server_side_encryption_configuration')?.rule)
        .apply_server_side_encryption_by_default,
    ).sse_algorithm;
    if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(encryption as string))
      says(`the bucket's encryption is ${encryption}; it must be AES256 or aws:kms. Set it in inbox.ts.`);
    if (!deniesPlain(its('aws_s3_bucket_policy')))
      says(
        "the bucket's policy does not deny s3:* to what comes without TLS; photos must not travel in the clear. " +
          'Use tlsOnly of policy.ts.',
      );
    return broken;
  });
}

/** Whether a policy denies everybody everything where `aws:SecureTransport` is false. */
export function deniesPlain(holder: Resource | undefined): boolean {
  return statementsOf(holder).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Deny' &&
      Principal === '*' &&
      [Action ?? []].flat().some((action) => /^(s3|sqs):\*$/.test(action)) &&
      block(block(Condition).Bool)['aws:SecureTransport'] === 'false',
  );
}
