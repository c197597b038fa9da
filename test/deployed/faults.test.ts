import { DeleteEventSourceMappingCommand, DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import test from 'ava';
import { accept } from './support/accept.ts';
import { bringUp, type Deployed } from './support/bringUp.ts';
import { changed, type StackJson } from './support/changed.ts';
import { inTurns } from './support/inTurns.ts';
import { ref } from './support/smallStack.ts';
import { type Ministack, startMinistack } from './support/startMinistack.ts';
import { synthesized, theStack } from './support/theStack.ts';

let server: Ministack;
test.before(async () => {
  server = await startMinistack();
});
test.after.always(async () => {
  await server?.stop();
});

/** Stacks at once: each has functions at work. */
const turn = inTurns(3);

/** What watches for longer than an acceptance takes, or takes part in nothing of it. */
const NOT_OF_USE = Object.fromEntries(
  [
    'aws_cloudwatch_metric_alarm',
    'aws_cloudwatch_dashboard',
    'aws_schemas_registry',
    'aws_schemas_schema',
  ].map((type) => [type, 'not looked at']),
);

/** What the acceptance has no part in: their packages are large, and each stack would have its own. */
const LEFT_OUT = [
  'api',
  'api-url',
  'api-by-url',
  'plan',
  'plan-videos',
  'analyse-chunk',
  'analyse-chunk-chunks',
];

function ofPhotos(stack: StackJson & { output?: Record<string, unknown> }): StackJson {
  const { api: _, ...output } = stack.output ?? {};
  const resource = Object.fromEntries(
    Object.entries(stack.resource).map(([type, byId]) => [
      type,
      Object.fromEntries(Object.entries(byId).filter(([id]) => !LEFT_OUT.includes(id))),
    ]),
  );
  return { ...stack, resource, output } as StackJson;
}

/** What is found wrong with a stack: the refusal to apply it, or what does not happen when it is used. */
async function found(json: StackJson): Promise<string[]> {
  let inbox: Deployed | undefined;
  try {
    inbox = await bringUp(server, theStack(ofPhotos(json)), NOT_OF_USE);
    return await accept(inbox);
  } catch (error) {
    return [(error as Error).message];
  } finally {
    if (inbox) await takeAway(inbox);
  }
}

/** Processes of a stack that has been looked at would only be in the way. */
async function takeAway({ clients: { lambda }, known, stop }: Deployed): Promise<void> {
  for (const [address, { uuid, function_name }] of known) {
    if (address.startsWith('aws_lambda_event_source_mapping.'))
      await lambda.send(new DeleteEventSourceMappingCommand({ UUID: String(uuid) }));
    if (address.startsWith('aws_lambda_function.'))
      await lambda.send(new DeleteFunctionCommand({ FunctionName: String(function_name) }));
  }
  await stop();
}

test('of the stack as it is, nothing is found', async (t) => {
  t.deepEqual(await turn(() => found(synthesized())), []);
});

type Block = Record<string, unknown>;
interface Policy {
  Statement: { Action: string[]; Resource: string[] }[];
}

/** The policy without a right to something, which is named by a part of its address. */
const without =
  (action: string, on: string) =>
  (block: Block): void => {
    const policy: Policy = JSON.parse(String(block.policy));
    const statement = policy.Statement.find(
      ({ Action, Resource }) => Action.includes(action) && Resource.some((one) => one.includes(on)),
    );
    if (!statement) throw new Error(`there is no ${action} on ${on} in ${block.policy}`);
    statement.Action = statement.Action.filter((one) => one !== action);
    block.policy = JSON.stringify(policy);
  };
/** Writes a text within the block's JSON anew. */
const rewritten =
  (argument: string, from: string, to: string) =>
  (block: Block): void => {
    const before = String(block[argument]);
    block[argument] = before.replace(from, to);
    if (block[argument] === before) throw new Error(`${argument} has no ${from}: ${before}`);
  };
const set =
  (argument: string, value: unknown) =>
  (block: Block): void => {
    if (!(argument in block)) throw new Error(`there is no ${argument} to change`);
    if (value === undefined) delete block[argument];
    else block[argument] = value;
  };
const inEnvironment =
  (name: string, value?: string) =>
  (block: Block): void => {
    const { variables } = block.environment as { variables: Record<string, string> };
    if (!(name in variables)) throw new Error(`there is no ${name} to change`);
    if (value === undefined) delete variables[name];
    else variables[name] = value;
  };

const NOTHING_IS_DONE = ['a photo is not in the table', 'what fails is not tried again'];
const FAULTS: Record<string, [address: string, fault: (block: Block) => void, found: string[] | RegExp]> = {
  'a mapping reads the dead letters': [
    'aws_lambda_event_source_mapping.analyse-images',
    rewritten('event_source_arn', 'aws_sqs_queue.images', 'aws_sqs_queue.dead-letters'),
    /does not have permissions to call sqs:ReceiveMessage on face-inbox-dead-letters/,
  ],
  'a mapping reads the retries twice, and the images never': [
    'aws_lambda_event_source_mapping.analyse-images',
    rewritten('event_source_arn', 'aws_sqs_queue.images', 'aws_sqs_queue.retries'),
    NOTHING_IS_DONE,
  ],
  'a mapping takes no partial responses': [
    'aws_lambda_event_source_mapping.analyse-images',
    set('function_response_types', undefined),
    ['what fails is not tried again'],
  ],
  'the bucket does not tell of deletions': [
    'aws_s3_bucket_notification.inbox',
    (block) => {
      const [queue] = block.queue as [{ events: string[] }];
      queue.events = queue.events.filter((event) => !event.startsWith('s3:ObjectRemoved'));
    },
    ['a deletion is not told of'],
  ],
  'the queue does not let the bucket send': [
    'aws_sqs_queue_policy.images',
    rewritten('policy', 's3.amazonaws.com', 'sns.amazonaws.com'),
    /Unable to validate the following destination configurations/,
  ],
  'the queue lets another bucket send': [
    'aws_sqs_queue_policy.images',
    rewritten('policy', ref('aws_s3_bucket.inbox.arn'), 'arn:aws:s3:::another'),
    /Unable to validate the following destination configurations/,
  ],
  'messages come back while the function still works on them': [
    'aws_sqs_queue.images',
    set('visibility_timeout_seconds', 5),
    /visibility timeout: 5 seconds is less than Function timeout: 10 seconds/,
  ],
  'what fails goes to the dead letters instead of the retries': [
    'aws_sqs_queue.images',
    rewritten('redrive_policy', 'aws_sqs_queue.retries', 'aws_sqs_queue.dead-letters'),
    ['what fails is given up at once'],
  ],
  'the role may not write results': [
    'aws_iam_role_policy.analyse',
    without('dynamodb:PutItem', 'aws_dynamodb_table.images'),
    ['a photo is not in the table'],
  ],
  'the role may not announce': [
    'aws_iam_role_policy.analyse',
    rewritten('policy', 'events:PutEvents', 'events:ListRules'),
    ['what follows from a photo is not done', 'a photo is not told of on the bus'],
  ],
  'the role may not read photos': [
    'aws_iam_role_policy.analyse',
    rewritten('policy', 's3:GetObject', 's3:GetObjectTagging'),
    ['a photo is not in the table'],
  ],
  'the role is not for Lambda': [
    'aws_iam_role.analyse',
    rewritten('assume_role_policy', 'lambda.amazonaws.com', 'ec2.amazonaws.com'),
    /cannot be assumed by lambda\.amazonaws\.com/,
  ],
  'the handler is not in the package': [
    'aws_lambda_function.analyse',
    set('handler', 'index.handler'),
    NOTHING_IS_DONE,
  ],
  'the function takes another bucket for its inbox': [
    'aws_lambda_function.analyse',
    inEnvironment('INBOX_BUCKET'),
    ['a photo is not in the table'],
  ],
  'the function takes other tables for its own': [
    'aws_lambda_function.analyse',
    inEnvironment('NAME_PREFIX', 'other'),
    NOTHING_IS_DONE,
  ],
  'the function announces on another bus': [
    'aws_lambda_function.analyse',
    inEnvironment('EVENT_BUS', 'other'),
    ['what follows from a photo is not done', 'a photo is not told of on the bus'],
  ],
  'the index of what is left to do is missing': [
    'aws_dynamodb_table.images',
    (block) => {
      const but = (argument: string, name: string) => {
        block[argument] = (block[argument] as { name: string }[]).filter((one) => one.name !== name);
      };
      but('global_secondary_index', 'by-pending');
      but('attribute', 'pendingSince');
    },
    ['the sweep fails'],
  ],
  'the schedules may not invoke': [
    'aws_iam_role_policy.schedules',
    rewritten('policy', 'lambda:InvokeFunction', 'lambda:GetFunction'),
    ['a schedule may not invoke its function'],
  ],
};
for (const [fault, [address, change, expected]] of Object.entries(FAULTS))
  test(`found: ${fault}`, async (t) => {
    const wrong = await turn(() => found(changed(synthesized(), address, change)));
    if (expected instanceof RegExp) t.regex(wrong.join('\n'), expected);
    else t.deepEqual(wrong, expected);
  });
