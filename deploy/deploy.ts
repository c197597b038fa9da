import { packageFunction } from '../packaging/packageFunction.ts';
import { packagePage } from '../packaging/packagePage.ts';
import { type Deployment, readDeployment, settingsOf } from '../stacks/aws/deployment.ts';
import { IN_IMAGE } from '../stacks/aws/inImage.ts';
import { topology } from '../stacks/topology.ts';
import { linesToPaste } from '../terminal/linesToPaste.ts';
import { applyStacks } from './applyStacks.ts';
import { addNotifications, removeNotifications } from './bucketNotifications.ts';
import { checkAccount } from './checkAccount.ts';
import { checkPhotos } from './checkPhotos.ts';
import { checkStates, forgottenRegions } from './checkStates.ts';
import { type Consent, checkConsent } from './confirm.ts';
import { findTerraform } from './findTerraform.ts';
import { indexPeople } from './indexPeople.ts';
import { installStacks, ROOT, synthesise } from './makeStacks.ts';
import { openTerraform, type Terraform } from './terraform.ts';

const say = (line: string) => console.log(line);
const found = (line: string) => say(`  ${line}`);

/** @returns whether it was done; false where it was not confirmed. @throws DeployError, DeploymentError, PackagingError */
export async function deploy(consent: Consent): Promise<boolean> {
  const { deployment, stacks } = await prepare(consent, 'deploy');
  const settings = settingsOf(deployment);
  const index = async () => {
    if (settings.galleryKind === 'dynamodb') await indexPeople(settings, deployment.regions, say);
  };
  if (!(await applyStacks(stacks, 'deploy', consent, say, index))) return false;
  await index();
  for (const region of deployment.regions) {
    const bucket = deployment.existingBucket[region];
    if (bucket !== undefined) await addNotifications(planOf(deployment), bucket, region);
  }
  for (const stack of stacks) await tell(stack);
  return true;
}

/** The same for taking it away. */
export async function destroy(consent: Consent): Promise<boolean> {
  const { deployment, stacks } = await prepare(consent, 'destroy');
  for (const stack of stacks) await checkPhotos(deployment, await stack.outputs());
  // The home's tables last: the others have replicas of them.
  if (!(await applyStacks(stacks.toReversed(), 'destroy', consent, say))) return false;
  for (const [region, bucket] of Object.entries(deployment.existingBucket))
    await removeNotifications(planOf(deployment), bucket, region);
  say('\nIt is gone.');
  return true;
}

const planOf = (deployment: Deployment) => topology(settingsOf(deployment));

/** All that can go wrong before anything is changed. */
async function prepare(
  consent: Consent,
  kind: 'deploy' | 'destroy',
): Promise<{ deployment: Deployment; stacks: Terraform[] }> {
  checkConsent(consent);
  const deployment = readDeployment();
  const { program, told } = findTerraform();
  say('Before anything is changed:');
  found(told);
  await checkAccount(deployment, kind, found);
  checkStates(deployment, ROOT);
  for (const region of forgottenRegions(deployment, ROOT))
    found(
      `there is a state of ${region}, which is not in "regions": what was deployed there stays. ` +
        'To take it away, add it again and run `npm run destroy`',
    );
  await packageAll(deployment);
  await installStacks(say);
  const folderOf = await synthesise();
  const { prefix } = settingsOf(deployment);
  const ids = deployment.regions.map((region) => `${prefix}-${region}`);
  const stacks: Terraform[] = [];
  for (const id of ids) stacks.push(await openTerraform(program, id, folderOf(id)));
  return { deployment, stacks };
}

/** Anew each time: of the same input comes the same zip, which changes nothing. */
async function packageAll(deployment: Deployment): Promise<void> {
  const { functions, scheduled, api } = planOf(deployment);
  const { precision } = settingsOf(deployment);
  const inZips = [
    ...functions.filter((fn) => deployment.image === undefined || !IN_IMAGE.includes(fn.file)),
    ...scheduled,
    ...(deployment.api === 'off' ? [] : [api]),
  ];
  for (const { file, name } of inZips) {
    const { zipped, sha256 } = await packageFunction(file, deployment.architecture, precision);
    found(
      `${name}: ${deployment.architecture}, ${(zipped / 1e6).toFixed(1)} MB zipped, SHA-256 ${sha256.slice(0, 12)}...`,
    );
  }
  if (deployment.page !== 'off') found(`the page: ${((await packagePage()) / 1e3).toFixed(0)} KB`);
}

async function tell(stack: Terraform): Promise<void> {
  const {
    bucket = '',
    images_table = '',
    region = '',
    bus = '',
    api,
    page,
    user_pool,
  } = await stack.outputs();
  say(`
  region    ${region}
  bucket    ${bucket}
  bus       ${bus}${api === undefined ? '' : `\n  API       ${api}v1/`}${page === undefined ? '' : `\n  page      ${page}`}

Paste into a terminal, with a photo of yours:

${linesToPaste(`AWS_DEFAULT_REGION=${region}`, bucket, images_table)}

${user_pool === undefined ? '' : `${linesForUsers(region, user_pool)}\n\n`}The command \`npx face-inbox\` finds it with INBOX_BUCKET=${bucket} and AWS credentials.`);
}

/** Nobody makes an account for themselves. */
function linesForUsers(region: string, pool: string): string {
  const of = (what: string) =>
    `    aws cognito-idp ${what} --region ${region} --user-pool-id ${pool} --username you@example.com`;
  return `And for who may use the page, which sends a password by e-mail (the groups are read, recognise and admin):

${of('admin-create-user')}
${of('admin-add-user-to-group')} --group-name read`;
}
