import { setTimeout } from 'node:timers/promises';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { getImage } from '../../../store/images.ts';
import { lastTry } from '../../../store/tries.ts';
import { SAMPLE_FACES, sample } from '../../support/samples.ts';
import type { Deployed } from './bringUp.ts';

/** Several times what each takes on two busy cores. */
const PATIENCE_MS = 20_000;
const PHOTO = 'photo.jpg';

/** Uses the inbox once. @returns what went otherwise than it should; nothing where all is well */
export async function accept(inbox: Deployed): Promise<string[]> {
  const found = await Promise.all([
    theWayOfAPhoto(inbox),
    whatFails(inbox),
    theSweep(inbox),
    schedules(inbox),
  ]);
  return found.flat();
}

async function theWayOfAPhoto({ clients, bucket, announced, store }: Deployed): Promise<string[]> {
  const wrong: string[] = [];
  const item = () => getImage(store, PHOTO);
  const object = { Bucket: bucket, Key: PHOTO };
  const event = announced(PHOTO);
  await clients.s3.send(new PutObjectCommand({ ...object, Body: await sample(2) }));
  const settled = await comes(async () => {
    const now = await item();
    return now?.status === 'analysed' && !now.pending && !now.kind && now.faceCount === SAMPLE_FACES[2];
  });
  const now = await item();
  if (!now) wrong.push('a photo is not in the table');
  else if (!settled) wrong.push('what follows from a photo is not done');
  if (now && !(await inTime(event))) wrong.push('a photo is not told of on the bus');
  if (!settled) return wrong;
  await clients.s3.send(new DeleteObjectCommand(object));
  if (!(await comes(async () => (await item())?.status === 'removed')))
    wrong.push('a deletion is not told of');
  return wrong;
}

/** A message that no try helps: it is to be tried again, and not to be given up after the first time. */
async function whatFails({ clients, known, store }: Deployed): Promise<string[]> {
  const queue = (role: string) => String(known.get(`aws_sqs_queue.${role}`)!.url);
  const { MessageId } = await clients.sqs.send(
    new SendMessageCommand({ QueueUrl: queue('images'), MessageBody: '{"from":"somebody else"}' }),
  );
  const letters = async () => {
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queue('dead-letters'),
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    return Number(Attributes!.ApproximateNumberOfMessages);
  };
  let givenUp = false;
  const again = await comes(async () => {
    if (((await lastTry(store, MessageId!))?.received ?? 0) > 1) return true;
    givenUp ||= (await letters()) > 0;
    return givenUp;
  });
  if (givenUp) return ['what fails is given up at once'];
  return again ? [] : ['what fails is not tried again'];
}

async function theSweep({ clients, known }: Deployed): Promise<string[]> {
  const FunctionName = String(known.get('aws_lambda_function.sweep')!.function_name);
  const { FunctionError } = await clients.lambda.send(new InvokeCommand({ FunctionName }));
  return FunctionError === undefined ? [] : ['the sweep fails'];
}

/** The server's scheduler does not look at its role. */
async function schedules({ clients, known }: Deployed): Promise<string[]> {
  const found = [...known].filter(([address]) => address.startsWith('aws_scheduler_schedule.'));
  const wrong = found.map(async ([, { target }]) => {
    const { arn, role_arn } = target as { arn: string; role_arn: string };
    const { EvaluationResults } = await clients.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role_arn,
        ActionNames: ['lambda:InvokeFunction'],
        ResourceArns: [arn],
      }),
    );
    const may = EvaluationResults!.every(({ EvalDecision }) => EvalDecision === 'allowed');
    return may ? [] : ['a schedule may not invoke its function'];
  });
  return [...new Set((await Promise.all(wrong)).flat())];
}

/** Whether it becomes so in time. What it asks fails where the stack is wrong: then it is not so. */
async function comes(isSo: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (await isSo()) return true;
    // The server is one thread, which has functions to serve.
    await setTimeout(200);
  }
  return false;
}

async function inTime(event: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const late = setTimeout(PATIENCE_MS, false, { signal: timer.signal }).catch(() => false);
  const came = await Promise.race([event.then(() => true), late]);
  timer.abort();
  return came;
}
