import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import test from 'ava';
import { type Applied, applyStack } from './apply/applyStack.ts';
import { type Access, type Clients, connect } from './apply/connect.ts';
import { parseStack } from './apply/parseStack.ts';
import { asRole } from './support/asRole.ts';
import { changed, type StackJson } from './support/changed.ts';
import { newAccount } from './support/newAccount.ts';
import { ref, smallStack } from './support/smallStack.ts';
import { type Ministack, startMinistack } from './support/startMinistack.ts';

let server: Ministack;
let small: Awaited<ReturnType<typeof smallStack>>;
test.before(async () => {
  [server, small] = await Promise.all([startMinistack(), smallStack()]);
});
test.after.always(async () => {
  await server?.stop();
  await small?.remove();
});

type Change = (stack: StackJson) => StackJson;
const at =
  (address: string, change: (block: Record<string, unknown>) => void): Change =>
  (stack) =>
    changed(stack, address, change);
const withPart =
  (part: object): Change =>
  (stack) => ({ ...stack, ...part });

/** Applies the small stack with a change, in an account of its own. */
async function apply(
  change: Change = (stack) => stack,
): Promise<Applied & { access: Access; clients: Clients }> {
  const json = change(small.json);
  const access = server.access(newAccount());
  const clients = connect(access);
  return { ...(await applyStack(parseStack({ ...json }, small.folder), clients)), access, clients };
}

/** The first line of the function's log that matches. */
async function logged({ logs }: Clients, filterPattern: string): Promise<string> {
  for (;;) {
    const logGroupName = '/aws/lambda/small-work';
    const { events = [] } = await logs
      .send(new FilterLogEventsCommand({ logGroupName, filterPattern }))
      .catch(() => ({ events: [] }));
    if (events.length > 0) return events.map(({ message }) => message).join('\n');
  }
}

test('what is put into the bucket is told to a function that runs from its zip, on the Node.js of Lambda', async (t) => {
  const { clients, outputs, known } = await apply();
  t.regex(String(outputs.bucket), /^small-inbox-\d{12}$/);
  t.regex(String(known.get('aws_sqs_queue.work')!.arn), /^arn:aws:sqs:us-east-1:\d{12}:small-work$/);
  await clients.s3.send(new PutObjectCommand({ Bucket: String(outputs.bucket), Key: 'a b.txt', Body: 'x' }));
  t.regex(await logged(clients, '"a+b.txt"'), /TAKEN v24\.\d+\.\d+ word \{"Records"/);
});

test('of a batch only what the function names comes back, and what comes back too often goes to the dead letters', async (t) => {
  const { clients, known } = await apply(
    at('aws_sqs_queue.work', (block) => {
      block.visibility_timeout_seconds = 2;
    }),
  );
  const { url } = known.get('aws_sqs_queue.work')!;
  for (const MessageBody of ['fine', 'again'])
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: url as string, MessageBody }));
  const { url: letters } = known.get('aws_sqs_queue.letters')!;
  const { Messages } = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: letters as string, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }),
  );
  t.deepEqual(
    Messages?.map(({ Body }) => Body),
    ['again'],
  );
});

const refused: Record<string, [Change, RegExp]> = {
  'a type that is not known': [
    withPart({ resource: { aws_vpc: { own: {} } } }),
    /aws_vpc\.own is of the type aws_vpc, which is not known here/,
  ],
  'an argument that is not known': [
    at('aws_sqs_queue.work', (block) => {
      block.colour = 'green';
    }),
    /aws_sqs_queue\.work\.colour is "green", an argument that is not known here/,
  ],
  'an argument within a block that is not known': [
    at('aws_lambda_event_source_mapping.work', (block) => {
      block.scaling_config = [{ maximum_concurrency: 2, minimum_concurrency: 1 }];
    }),
    /scaling_config\[0\]\.minimum_concurrency is 1/,
  ],
  'an argument of another type': [
    at('aws_sqs_queue.work', (block) => {
      block.visibility_timeout_seconds = 'a while';
    }),
    /visibility_timeout_seconds is "a while", but must be a number/,
  ],
  'several of one block': [
    at('aws_sqs_queue.work', (block) => {
      block.count = 2;
    }),
    /aws_sqs_queue\.work has "count"/,
  ],
  'a part of the file that is not known': [withPart({ module: {} }), /a part "module"/],
  'two providers': [
    withPart({ provider: { aws: [{ region: 'us-east-1' }, { region: 'eu-west-1', alias: 'b' }] } }),
    /one "aws" with a region/,
  ],
  'an expression that is not evaluated': [
    at('aws_sqs_queue.work', (block) => {
      block.name = ref('upper("small")');
    }),
    /the expression "\$\{upper\("small"\)\}"/,
  ],
  'a reference to what is not there': [
    at('aws_sqs_queue.work', (block) => {
      block.redrive_policy = `{"deadLetterTargetArn":"${ref('aws_sqs_queue.nobody.arn')}","maxReceiveCount":1}`;
    }),
    /aws_sqs_queue\.work refers to aws_sqs_queue\.nobody/,
  ],
  'a reference to an attribute that is not known': [
    at('aws_lambda_function.work', (block) => {
      block.environment = { variables: { WORD: ref('aws_sqs_queue.work.colour') } };
    }),
    /refers to aws_sqs_queue\.work\.colour; what aws_sqs_queue\.work is known to have/,
  ],
  'blocks that wait for each other': [
    at('aws_sqs_queue.letters', (block) => {
      block.name = `${ref('aws_sqs_queue.work.name')}-letters`;
    }),
    /in a circle/,
  ],
  'a package other than the one that the stack was made for': [
    at('aws_lambda_function.work', (block) => {
      block.source_code_hash = 'other';
    }),
    /source_code_hash is other/,
  ],
  'a package for other machines': [
    at('aws_lambda_function.work', (block) => {
      block.architectures = [process.arch === 'x64' ? 'arm64' : 'x86_64'];
    }),
    /could not run here/,
  ],
  'a notification that the queue does not allow': [
    at('aws_sqs_queue_policy.work', (block) => {
      block.policy = String(block.policy).replace('s3.amazonaws.com', 'sns.amazonaws.com');
    }),
    /Unable to validate the following destination configurations/,
  ],
  'a queue whose messages come back before the function is through': [
    at('aws_sqs_queue.work', (block) => {
      block.visibility_timeout_seconds = 1;
    }),
    /visibility timeout: 1 seconds is less than Function timeout: 2/,
  ],
  'a mapping for which the role may not read the queue': [
    at('aws_iam_role_policy.work', (block) => {
      block.policy = String(block.policy).replace('sqs:ReceiveMessage', 'sqs:SendMessage');
    }),
    /does not have permissions to call sqs:ReceiveMessage on small-work/,
  ],
};
for (const [what, [change, message]] of Object.entries(refused))
  test(`refused: ${what}`, async (t) => {
    await t.throwsAsync(apply(change), { name: 'ApplyError', message });
  });

test('a server that asks for a right to each call: who may send a message may not send a batch', async (t) => {
  const { clients, access, known } = await apply();
  const { name, arn: role } = known.get('aws_iam_role.work') as { name: string; arn: string };
  const { arn: Resource, url: QueueUrl } = known.get('aws_sqs_queue.letters') as { arn: string; url: string };
  const allow = (Action: string) =>
    clients.iam.send(
      new PutRolePolicyCommand({
        ...{ RoleName: name, PolicyName: 'besides' },
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action, Resource },
        }),
      }),
    );
  const { sqs } = connect(await asRole(access, role));
  const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'one', MessageBody: 'x' }] });
  await allow('sqs:SendMessage');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  await t.throwsAsync(sqs.send(batch), { message: /not authorized to perform: sqs:SendMessageBatch/ });
  await allow('sqs:SendMessageBatch');
  await t.notThrowsAsync(sqs.send(batch));
});
