import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../readBody.ts';
import { answerFault, notHere } from './answerFault.ts';

const ACCOUNT = '000000000000';

/** `aws sts get-caller-identity`, which many ask to see where they are; the rest of STS is not here. */
export async function answerIdentity(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request, 64 * 1024).catch(() => undefined);
  if (new URLSearchParams(body?.toString()).get('Action') !== 'GetCallerIdentity')
    return answerFault(request, response, notHere('sts', 'The local STS has GetCallerIdentity alone.'));
  response
    .writeHead(200, { 'content-type': 'text/xml' })
    .end(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        `<Arn>arn:aws:iam::${ACCOUNT}:root</Arn><UserId>${ACCOUNT}</UserId><Account>${ACCOUNT}</Account>` +
        '</GetCallerIdentityResult></GetCallerIdentityResponse>',
    );
}
