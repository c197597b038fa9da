import { answer, delay, duplicate, loseAnswer, refuse, resetMidway, shortBody } from '../faults.ts';
import { killFunctions } from '../killFunctions.ts';
import type { Fault } from '../openFaultyProxy.ts';

/** Requests of the functions that name a key. */
export const OPERATIONS = [
  's3:GetObject',
  's3:HeadObject',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'events:PutEvents',
] as const;

/** All functions are killed when one of them asks for this, which is not done. */
const killBefore: Fault = ({ socket }) => {
  killFunctions();
  socket.destroy();
};

/** All functions are killed when this has been done for one of them. */
const killAfter: Fault = async ({ forward, socket }) => {
  await forward();
  killFunctions();
  socket.destroy();
};

/** What the SDK and the pauses of the bus make good, mostly. */
const passing = {
  refuse,
  loseAnswer,
  resetMidway,
  shortBody,
  duplicate,
  delay: delay(200),
  unavailable: answer('ServiceUnavailable'),
  throttled: answer('ThrottlingException'),
};

/** Each costs a message one of its tries, and seconds until the next. */
const failing = { denied: answer('AccessDenied'), killBefore, killAfter };

const BY_NAME: Record<FaultName, Fault> = { ...passing, ...failing };

export type FaultName = keyof typeof passing | keyof typeof failing;
export const PASSING = Object.keys(passing) as FaultName[];
export const FAILING = Object.keys(failing) as FaultName[];
export const faultOf = (name: FaultName): Fault => BY_NAME[name];
