import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, type S3ServiceException } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Deployment, settingsOf } from '../stacks/aws/deployment.ts';
import { API_AT_ONCE, sourcesOf, topology } from '../stacks/topology.ts';
import { DeployError } from './DeployError.ts';
import { withS3 } from './withS3.ts';

/** So many functions at once an account keeps for those that have reserved none (Lambda guide, "Reserved concurrency"). */
const KEPT_FREE = 100;
/** Sweep, reconcile and expire, one of each at once; that all three are at work is rare, and what is refused comes again. */
const SCHEDULED = 3;
const SCHEDULED_MOSTLY = 2;
/** `images` and `retries`, each of which is given up to CONCURRENCY functions. */
const FED_BY = 2;
/** Lambda takes no less for a mapping. */
const LEAST = 2;

/**
 * Who deploys, and whether the account's regions, limits and buckets are as the deployment wants them. To take it away
 * only what that needs is looked at.
 * @param say is told what was found, a line each
 * @throws DeployError
 */
export async function checkAccount(
  deployment: Deployment,
  kind: 'deploy' | 'destroy',
  say: (line: string) => void,
): Promise<void> {
  for (const region of deployment.regions) {
    const { account, arn } = await whoAmI(region);
    if (region === deployment.regions[0]) say(`account ${account}, as ${arn}`);
    say(`region ${region} answers`);
    if (kind === 'destroy') continue;
    await checkConcurrency(deployment, region, say);
    const bucket = deployment.existingBucket[region];
    if (bucket !== undefined) {
      await checkBucket(bucket, region, 'to be used');
      say(`bucket ${bucket} is there; only its notifications are changed, and those of others stay`);
    }
  }
  if (!deployment.state)
    say('state: terraform.*.tfstate on this machine; keep it, or set "state" (docs/deploy.md)');
  else {
    await checkBucket(deployment.state.bucket, deployment.state.region, 'for the state');
    say(`state: in the bucket ${deployment.state.bucket}`);
  }
}

async function whoAmI(region: string): Promise<{ account: string; arn: string }> {
  const sts = new STSClient({ region });
  try {
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn };
  } catch (cause) {
    const { name, message } = cause as Error;
    const remedies: Record<string, string> = {
      CredentialsProviderError: 'There are none that could be used. Set AWS_PROFILE, or run `aws configure`.',
      ExpiredTokenException: 'They have expired. Run `aws sso login`, or whatever gave them to you.',
      ExpiredToken: 'They have expired. Run `aws sso login`, or whatever gave them to you.',
      InvalidClientTokenId:
        `They are not known in ${region}: they are wrong, or the account has not enabled that region. ` +
        'Correct them, enable it (Account, "AWS Regions"), or take it out of "regions".',
    };
    throw new DeployError(
      `AWS does not take the credentials (${name}: ${message}). ${remedies[name] ?? 'Look at AWS_PROFILE and the network.'}`,
    );
  } finally {
    sts.destroy();
  }
}

/** A new account may run ten functions at once, and can reserve none of them. */
async function checkConcurrency(
  deployment: Deployment,
  region: string,
  say: (line: string) => void,
): Promise<void> {
  const lambda = new LambdaClient({ region });
  try {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const limit = AccountLimit?.ConcurrentExecutions ?? 0;
    checkLimit(limit, deployment, region);
    say(`up to ${limit} functions at once in ${region}`);
  } catch (error) {
    if (error instanceof DeployError) throw error;
    say(`how many functions may run at once in ${region} is not told (${(error as Error).name})`);
  } finally {
    lambda.destroy();
  }
}

/** @throws DeployError where the account may run fewer functions at once than the deployment reserves, or uses at most. */
export function checkLimit(limit: number, deployment: Deployment, region: string): void {
  const { concurrency, videoConcurrency } = settingsOf(deployment);
  const reserved = SCHEDULED + (deployment.api === 'off' ? 0 : API_AT_ONCE);
  const { functions } = topology(settingsOf(deployment));
  const fed = functions
    .flatMap((fn) => [...sourcesOf(fn).map(({ maximumConcurrency }) => maximumConcurrency), fn.called ?? 0])
    .reduce((sum, one) => sum + one, 0);
  const beside = reserved - (deployment.reserveConcurrency ? 0 : SCHEDULED - SCHEDULED_MOSTLY);
  const most = fed + beside;
  const reserves = deployment.reserveConcurrency && limit < KEPT_FREE + reserved;
  if (!reserves && most <= limit) return;
  const why = reserves
    ? `${KEPT_FREE} of these cannot be reserved, and "reserveConcurrency" reserves ${reserved}`
    : `CONCURRENCY is ${concurrency} and VIDEO_CONCURRENCY ${videoConcurrency}, with which up to ${most} would run, and a batch ` +
      'that is refused counts as a try';
  // Videos give way first: they wait without anybody's photo waiting.
  const least = reserves ? reserved - (SCHEDULED - SCHEDULED_MOSTLY) : beside;
  const others = fed - videoConcurrency - FED_BY * concurrency + least;
  const ofVideos = Math.max(LEAST, Math.min(videoConcurrency, limit - others - FED_BY * concurrency));
  const ofPhotos = Math.max(LEAST, Math.min(concurrency, Math.floor((limit - others - ofVideos) / FED_BY)));
  const remedy = {
    ...(limit < KEPT_FREE + reserved && { reserveConcurrency: false }),
    ...(most > limit && {
      settings: {
        ...(ofPhotos < concurrency && { CONCURRENCY: String(ofPhotos) }),
        VIDEO_CONCURRENCY: String(ofVideos),
      },
    }),
  };
  throw new DeployError(
    `The account may run ${limit} functions at once in ${region}: ${why}. ` +
      `Say ${JSON.stringify(remedy)} in deployment.json, or ask AWS for a higher limit.`,
  );
}

/** What S3 says of a bucket, by the status of its answer. */
const WHY: Record<number, (region: string) => string> = {
  301: (region) => `is not in ${region}`,
  403: () => 'is not yours to use',
  404: () => 'is not there',
};

async function checkBucket(bucket: string, region: string, what: string): Promise<void> {
  try {
    await withS3(region, (s3) => s3.send(new HeadBucketCommand({ Bucket: bucket })));
  } catch (cause) {
    const { name, $metadata } = cause as S3ServiceException;
    const why = WHY[$metadata?.httpStatusCode ?? 0]?.(region) ?? `does not answer (${name})`;
    throw new DeployError(
      `The bucket ${bucket}, ${what}, ${why}. Name another in deployment.json, or make it in ${region}.`,
      { cause },
    );
  }
}
