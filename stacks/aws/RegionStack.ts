import { DataAwsCallerIdentity } from '@cdktn/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktn/provider-aws/lib/data-aws-partition/index.js';
import { AwsProvider } from '@cdktn/provider-aws/lib/provider/index.js';
import {
  Aspects,
  LocalBackend,
  S3Backend,
  type TerraformElement,
  TerraformOutput,
  TerraformStack,
} from 'cdktn';
import { Construct } from 'constructs';
import { tables } from '../../store/tables.ts';
import { topology } from '../topology.ts';
import { makeAlarms } from './alarms.ts';
import { makeBus } from './bus.ts';
import { makeDashboard } from './dashboard.ts';
import { type Deployment, settingsOf } from './deployment.ts';
import { feedFunctions, makeFunctions } from './functions.ts';
import { makeFunctionUrl } from './functionUrl.ts';
import { makeGalleries } from './galleries.ts';
import { makeInbox, notifyQueues } from './inbox.ts';
import { makePage } from './page/makePage.ts';
import { makeUsers } from './page/users.ts';
import type { Arns } from './policyOf.ts';
import { makeQueues } from './queues.ts';
import { makeResults } from './results.ts';
import { Rules } from './rules/Rules.ts';
import type { Site } from './Site.ts';
import { makeSchedules } from './schedules.ts';
import { makeTables } from './tables.ts';

/** All that a region has. */
export class RegionStack extends TerraformStack {
  constructor(scope: Construct, deployment: Deployment, region: string, pageFiles: string[]) {
    const settings = settingsOf(deployment);
    const id = `${settings.prefix}-${region}`;
    super(scope, id);
    new AwsProvider(this, 'aws', { region });
    keepState(this, id, deployment);
    const facts = new Construct(this, 'facts');
    const site: Site = {
      ...{ stack: this, region, home: deployment.regions[0]!, deployment, settings },
      ...{ plan: topology(settings), pageFiles },
      account: new DataAwsCallerIdentity(new Construct(facts, 'account'), 'current'),
      partition: new DataAwsPartition(new Construct(facts, 'partition'), 'current'),
    };

    const inbox = makeInbox(site);
    const galleries = makeGalleries(site);
    const results = makeResults(site);
    const queues = makeQueues(site, inbox.arn);
    notifyQueues(site, inbox, queues);
    const bus = makeBus(site);
    const arns = {
      bucket: inbox.arn,
      galleries: galleries?.arn,
      results: results.arn,
      tables: makeTables(site),
      queues: Object.fromEntries(
        Object.entries(queues).map(([role, { queue }]) => [role, queue.arn]),
      ) as Arns['queues'],
      bus: bus.arn,
    };
    const buckets = { bucket: inbox.name, galleriesBucket: galleries?.bucket, resultsBucket: results.bucket };
    const users = deployment.page === 'off' ? undefined : makeUsers(site);
    const functions = makeFunctions(site, buckets, arns, users?.pool);
    feedFunctions(site, functions, queues);
    const api = functions.api && makeFunctionUrl(site, functions.api);
    const page = users && api && makePage(site, inbox, users, api.host);
    makeSchedules(site, functions);
    makeAlarms(site);
    makeDashboard(site);

    const outputs = new Construct(this, 'outputs');
    new TerraformOutput(outputs, 'bucket', { value: inbox.name });
    if (galleries) new TerraformOutput(outputs, 'galleries', { value: galleries.bucket });
    new TerraformOutput(outputs, 'results', { value: results.bucket });
    new TerraformOutput(outputs, 'images_table', { value: tables(settings.prefix).images.name });
    new TerraformOutput(outputs, 'bus', { value: bus.name });
    new TerraformOutput(outputs, 'region', { value: region });
    if (api) new TerraformOutput(outputs, 'api', { value: api.url });
    if (users && page !== undefined) {
      new TerraformOutput(outputs, 'page', { value: page });
      new TerraformOutput(outputs, 'user_pool', { value: users.pool });
    }
    Aspects.of(this).add(new Rules(site));
  }

  /** Each has the role it plays for a name, without the path to it: there is one a type. */
  protected override allocateLogicalId(element: TerraformElement): string {
    return element.node.id;
  }
}

/** Terraform runs in cdktf.out/stacks/<stack>; the state outlives that folder. */
function keepState(stack: TerraformStack, id: string, { state }: Deployment): void {
  if (!state) {
    new LocalBackend(stack, { path: `../../../terraform.${id}.tfstate` });
    return;
  }
  const { bucket, region, prefix } = state;
  new S3Backend(stack, {
    ...{ bucket, region, key: `${prefix}${id}.tfstate` },
    encrypt: true,
    useLockfile: true,
  });
}
