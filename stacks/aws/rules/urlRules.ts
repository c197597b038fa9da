import { type Resources, refersTo, type Violation } from './Resources.ts';

/** A function that Lambda lets everybody call asks for a key itself. */
export function urlRules(resources: Resources): Violation[] {
  return resources.of('aws_lambda_function_url').flatMap((url): Violation[] => {
    if (url.authorization_type === 'AWS_IAM') return [];
    const fn = resources.of('aws_lambda_function').find((one) => refersTo(url.function_name, one));
    const environment = fn?.environment as { variables?: Record<string, string> } | undefined;
    const asks = environment?.variables?.API_AUTH;
    if (asks === 'keys') return [];
    return [
      {
        resource: url,
        message:
          `the URL's authorization is ${url.authorization_type}, and the function's API_AUTH is ${asks ?? 'not set'}; ` +
          'it must be AWS_IAM, or API_AUTH keys: else everybody may do everything. Set "api" in deployment.json.',
      },
    ];
  });
}
