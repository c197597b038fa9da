import { type Resource, type Resources, type Statement, statementsOf, type Violation } from './Resources.ts';

/** Each policy and the arguments that hold one. */
const HOLDERS = ['policy', 'assume_role_policy'];

/** All that is in a bucket, and all streams of one log: the only names that are not known before. */
const ALLOWED =
  /^(\$\{aws_s3_bucket\.[\w-]+\.arn\}\/\*|arn:[^*]*:s3:::[^*]+\/\*|\$\{aws_cloudwatch_log_group\.[\w-]+\.arn\}:\*)$/;

/** A policy allows what it names, on what it names, to whom it names. */
export function policyRules(resources: Resources): Violation[] {
  return resources.all.flatMap((resource) =>
    HOLDERS.flatMap((argument) =>
      statementsOf(resource, argument).flatMap((statement) => brokenBy(resource, statement)),
    ),
  );
}

function brokenBy(resource: Resource, statement: Statement): Violation[] {
  // What is denied may be as wide as it likes.
  if (statement.Effect !== 'Allow') return [];
  const broken: Violation[] = [];
  const says = (message: string) => broken.push({ resource, message });
  for (const unnamed of ['NotAction', 'NotResource'] as const)
    if (statement[unnamed] !== undefined)
      says(
        `the policy allows by ${unnamed} ${JSON.stringify(statement[unnamed])}; it must name what it allows. Say it so.`,
      );
  for (const action of [statement.Action ?? []].flat())
    if (action.includes('*'))
      says(`the policy allows ${action}; it must name each action. Name them in stacks/rights.ts.`);
  for (const target of [statement.Resource ?? []].flat())
    if (target.includes('*') && !ALLOWED.test(target))
      says(
        `the policy allows ${[statement.Action].flat()} on ${target}; it must name the resource, of which only bucket/* and log:* ` +
          'are known no better. Name it by a reference.',
      );
  if (statement.Principal === '*')
    says('the policy allows everybody; it must name who. Name a service or a role.');
  return broken;
}
