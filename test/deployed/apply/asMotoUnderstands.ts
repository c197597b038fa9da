import { withCallNames } from './callNames.ts';

interface Statement {
  Action: string | string[];
  Resource?: string | string[];
}

/** Calls that moto judges as if each were about `*`: with it, a right to one table, bus or queue's name gives nothing. */
const ABOUT_ANYTHING = /^(dynamodb:.*|events:.*|sqs:GetQueueUrl)$/;

/** A policy of which moto is to judge the actions alone where it knows no resources, and both where it does. */
export function asMotoUnderstands(policy: string): string {
  const { Statement, ...rest }: { Statement: Statement[] } = JSON.parse(withCallNames(policy));
  const split = Statement.flatMap((statement) => {
    const actions = [statement.Action].flat();
    const widened = actions.filter((action) => ABOUT_ANYTHING.test(action));
    const exact = actions.filter((action) => !ABOUT_ANYTHING.test(action));
    return [
      ...(exact.length > 0 ? [{ ...statement, Action: exact }] : []),
      ...(widened.length > 0 ? [{ ...statement, Action: widened, Resource: ['*'] }] : []),
    ];
  });
  return JSON.stringify({ ...rest, Statement: split });
}
