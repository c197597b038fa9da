import type { LambdaFunction } from '@cdktn/provider-aws/lib/lambda-function/index.js';
import { LambdaFunctionUrl } from '@cdktn/provider-aws/lib/lambda-function-url/index.js';
import { LambdaPermission } from '@cdktn/provider-aws/lib/lambda-permission/index.js';
import { Construct } from 'constructs';
import type { Site } from './Site.ts';

/**
 * The address of the HTTP API. With `iam` Lambda itself lets in only whose signature is right and who may call it; with
 * `keys` it lets everybody in, and the function asks for a key first of all.
 * @returns the address, and the host of it
 */
export function makeFunctionUrl(
  { stack, deployment, region }: Site,
  api: LambdaFunction,
): { url: string; host: string } {
  const isOpen = deployment.api === 'keys';
  const url = new LambdaFunctionUrl(new Construct(stack, 'function-urls'), 'api', {
    functionName: api.functionName,
    authorizationType: isOpen ? 'NONE' : 'AWS_IAM',
    invokeMode: 'BUFFERED',
  });
  if (isOpen) {
    const scope = new Construct(stack, 'permissions');
    // A URL without authorization needs both (Lambda guide, "Control access to Lambda function URLs").
    new LambdaPermission(scope, 'api-url', {
      ...{ action: 'lambda:InvokeFunctionUrl', functionName: api.functionName, principal: '*' },
      functionUrlAuthType: 'NONE',
    });
    new LambdaPermission(scope, 'api-by-url', {
      ...{ action: 'lambda:InvokeFunction', functionName: api.functionName, principal: '*' },
      invokedViaFunctionUrl: true,
    });
  }
  return { url: url.functionUrl, host: `${url.urlId}.lambda-url.${region}.on.aws` };
}
