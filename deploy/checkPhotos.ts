import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Deployment } from '../stacks/aws/deployment.ts';
import { DeployError } from './DeployError.ts';
import { withS3 } from './withS3.ts';

/**
 * Before a stack is taken away: S3 deletes no bucket that holds anything, and Terraform would find that out at the end.
 * @param outputs what the stack tells of itself; empty where there is none
 * @throws DeployError where its bucket holds photos that nobody has said may be deleted.
 */
export async function checkPhotos(deployment: Deployment, outputs: Record<string, string>): Promise<void> {
  const { bucket, region } = outputs;
  if (!bucket || !region || deployment.destroyPhotos || deployment.existingBucket[region]) return;
  const asked = new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1 });
  try {
    const { Versions = [], DeleteMarkers = [] } = await withS3(region, (s3) => s3.send(asked));
    if (Versions.length + DeleteMarkers.length === 0) return;
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucket') return; // gone already
    throw error;
  }
  throw new DeployError(
    `The bucket ${bucket} holds photos, and "destroyPhotos" is false. Set it to true in deployment.json and run ` +
      '`npm run deploy` and then `npm run destroy` to delete them with the rest; or copy them and empty the bucket ' +
      `(\`aws s3 rm --recursive s3://${bucket}\`). Nothing was changed.`,
  );
}
