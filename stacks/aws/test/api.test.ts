import type { LambdaFunctionUrl } from '@cdktn/provider-aws/lib/lambda-function-url/index.js';
import test from 'ava';
import { readSettings } from '../../../config/settings.ts';
import { API_AT_ONCE, topology } from '../../topology.ts';
import { elementOf, resourcesOf, synthesize } from './support/synthesize.ts';

test('without being asked for there is no API, and nothing that it takes', (t) => {
  const resources = resourcesOf();
  t.false('api' in resources.aws_lambda_function!);
  t.false('aws_lambda_function_url' in resources);
  t.false('aws_lambda_permission' in resources);
  t.is(resources.aws_lambda_function!.analyse.environment.variables.API_AUTH, 'iam');
});

test('asked for, it is one function more, as the topology has it, and all else is as before', (t) => {
  const { api } = topology(readSettings({}));
  const resources = resourcesOf({ api: 'iam' });
  t.like(resources.aws_lambda_function!.api, {
    ...{ function_name: api.name, timeout: api.timeoutSeconds, memory_size: api.memoryMb },
    reserved_concurrent_executions: API_AT_ONCE,
  });
  t.is(resources.aws_s3_object!.api.source, '../../../build/arm64/api.zip');
  const { api: _, ...others } = resources.aws_lambda_function!;
  t.deepEqual(others, resourcesOf().aws_lambda_function);
  const type = 'aws_lambda_event_source_mapping';
  t.deepEqual(resources[type], resourcesOf()[type]);
  t.false(
    'reserved_concurrent_executions' in
      resourcesOf({ api: 'iam', reserveConcurrency: false }).aws_lambda_function!.api,
  );
});

test('the API is watched: what it answers with 500 and above, and what it has no room for', (t) => {
  const { aws_cloudwatch_metric_alarm: alarms, aws_cloudwatch_dashboard: dashboards } = resourcesOf({
    api: 'iam',
  });
  const { 'api-failures': failures, 'api-throttles': throttles, ...others } = alarms!;
  t.deepEqual(others, resourcesOf().aws_cloudwatch_metric_alarm);
  for (const [alarm, metric_name, threshold] of [
    [failures, 'Url5xxCount', 5],
    [throttles, 'Throttles', 100],
  ])
    t.like(alarm, {
      metric_name,
      threshold,
      dimensions: { FunctionName: 'face-inbox-api' },
      statistic: 'Sum',
    });
  for (const metric of ['UrlRequestCount', 'Url4xxCount', 'Url5xxCount', 'UrlRequestLatency']) {
    t.true(dashboards!.inbox.dashboard_body.includes(metric), metric);
    t.false(resourcesOf().aws_cloudwatch_dashboard!.inbox.dashboard_body.includes(metric), metric);
  }
});

test('with iam its address is for whom AWS lets call it, and nobody is given that here', (t) => {
  const { stacks } = synthesize({ api: 'iam' });
  const { resource, output } = stacks['face-inbox-us-east-1'];
  t.like(resource.aws_lambda_function_url.api, {
    ...{ authorization_type: 'AWS_IAM', invoke_mode: 'BUFFERED' },
    function_name: `\${aws_lambda_function.api.function_name}`,
  });
  t.false('cors' in resource.aws_lambda_function_url.api);
  t.false('aws_lambda_permission' in resource);
  t.deepEqual(output.api, { value: `\${aws_lambda_function_url.api.function_url}` });
});

test('with keys everybody may call it by its address alone, and the function asks for a key', (t) => {
  const resources = resourcesOf({ api: 'keys' });
  t.is(resources.aws_lambda_function_url!.api.authorization_type, 'NONE');
  t.is(resources.aws_lambda_function!.api.environment.variables.API_AUTH, 'keys');
  t.deepEqual(
    Object.values(resources.aws_lambda_permission!).map(
      ({ '//': _, function_name, ...permission }) => permission,
    ),
    [
      { action: 'lambda:InvokeFunction', principal: '*', invoked_via_function_url: true },
      { action: 'lambda:InvokeFunctionUrl', principal: '*', function_url_auth_type: 'NONE' },
    ],
  );
});

test('an address for everybody of a function that asks for no key fails the synthesis', (t) => {
  const open = () =>
    synthesize({ api: 'iam' }, (stack) => {
      elementOf<LambdaFunctionUrl>(stack, 'function-urls/api').authorizationType = 'NONE';
    });
  t.throws(open, { message: /the URL's authorization is NONE, and the function's API_AUTH is iam/ });
});

test('what cannot be together is told', (t) => {
  const wrong = (given: object) => t.throws(() => synthesize(given))!.message;
  t.regex(wrong({ api: true }), /"api" is true, but must be "off", "iam" or "keys"/);
  t.regex(wrong({ settings: { API_AUTH: 'keys' } }), /"settings" has API_AUTH = "keys"/);
  const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/face-inbox:1';
  t.regex(
    wrong({ api: 'iam', image, architecture: 'x86_64', settings: { FACE_ENGINE: 'tfjs-node' } }),
    /"api" is "iam", but the function of the API runs from a zip/,
  );
});
