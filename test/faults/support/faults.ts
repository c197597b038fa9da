import { setTimeout as sleep } from 'node:timers/promises';
import { answerFault } from '../../../local/gateway/answerFault.ts';
import { type Exchange, endToEnd, type Fault } from './openFaultyProxy.ts';

/** No fault: for one in a row of them. */
export const passOn: Fault = async ({ forward, reply }) => reply(await forward());

/** Nothing is done, and the connection is gone. */
export const refuse: Fault = ({ socket }) => socket.resetAndDestroy();

/** Nothing is done, and no answer ever comes: the packets of both sides are lost. */
export const silence: Fault = () => {};

/** It is done, and the connection is gone before its answer has come. */
export const loseAnswer: Fault = async ({ forward, socket }) => {
  await forward();
  socket.resetAndDestroy();
};

/** It is done twice, and answered as it was the first time. */
export const duplicate: Fault = async ({ forward, reply }) => {
  const first = await forward();
  await forward();
  reply(first);
};

/** It is done so many milliseconds later. */
export const delay =
  (ms: number): Fault =>
  async ({ forward, reply }) => {
    await sleep(ms);
    reply(await forward());
  };

/** It is not done before `until` resolves. */
export const hold =
  (until: Promise<unknown>): Fault =>
  async ({ forward, reply }) => {
    await until;
    reply(await forward());
  };

/** Half of the answer comes, then a reset. */
export const resetMidway: Fault = (exchange) => half(exchange, () => exchange.socket.resetAndDestroy());

/** Half of the length that is announced comes, then the orderly end of the connection. */
export const shortBody: Fault = (exchange) => half(exchange, () => exchange.socket.end());

async function half({ forward, response }: Exchange, end: () => void) {
  const { status, headers, body } = await forward();
  response.writeHead(status, { ...endToEnd(headers), 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), end);
}

/**
 * A length is announced that is too small by so many bytes: a client takes them for no part of the body. From a store that
 * sends no checksums, by which the SDK would see it.
 */
export const understate =
  (bytes: number): Fault =>
  async ({ forward, response }) => {
    const { status, headers, body } = await forward();
    const kept = Object.entries(endToEnd(headers)).filter(([name]) => !name.startsWith('x-amz-checksum'));
    response
      .writeHead(status, { ...Object.fromEntries(kept), 'content-length': body.length - bytes })
      .end(body);
  };

/** A byte of the body comes now and then, and the end never. */
export const drip =
  (everyMs: number): Fault =>
  async ({ forward, response }) => {
    const { status, headers, body } = await forward();
    response.writeHead(status, { ...endToEnd(headers), 'content-length': body.length });
    for (let at = 0; at < body.length - 1 && !response.destroyed; at++) {
      response.write(body.subarray(at, at + 1));
      await sleep(everyMs);
    }
  };

/** What AWS says where it does not do what it is asked, and with what status. */
const ERRORS = {
  SlowDown: [503, 'Please reduce your request rate.'],
  ServiceUnavailable: [503, 'Service is unable to handle request.'],
  InternalServerError: [500, 'Internal server error'],
  ThrottlingException: [400, 'Rate exceeded'],
  ProvisionedThroughputExceededException: [
    400,
    'The level of configured provisioned throughput for the table was exceeded. ' +
      'Consider increasing your provisioning level with the UpdateTable API.',
  ],
  AccessDenied: [403, 'Access Denied'],
  AccessDeniedException: [400, 'User is not authorized to perform this action'],
} as const;

/** Nothing is done, and AWS's own error is the answer, in the shape that the service has for errors. */
export const answer =
  (code: keyof typeof ERRORS): Fault =>
  ({ request, incoming, response }) => {
    const [service] = request.operation.split(':');
    const [status, message] = ERRORS[code];
    answerFault(incoming, response, { service, status, code, message });
  };

/** Nothing is done, and that is the answer, of 200: for what a service says of the parts of a batch. */
export const instead =
  <T>(answered: (request: T) => object): Fault =>
  ({ request, response }) =>
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify(answered(JSON.parse(request.body.toString()))));
