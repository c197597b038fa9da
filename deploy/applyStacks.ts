import { type Consent, confirm } from './confirm.ts';
import type { Terraform } from './terraform.ts';

/**
 * Plans all stacks, asks once, and changes those of which anything changes, one after the other.
 * @param first is done once it is confirmed, before anything is changed
 * @returns false where it was not confirmed: nothing is changed then
 * @throws DeployError
 */
export async function applyStacks(
  stacks: Terraform[],
  kind: 'deploy' | 'destroy',
  consent: Consent,
  say: (line: string) => void,
  first: () => Promise<void> = async () => {},
): Promise<boolean> {
  const changed: Terraform[] = [];
  for (const stack of stacks) {
    say(`\n${stack.id}: the plan`);
    if (await stack.plan(kind)) changed.push(stack);
  }
  if (changed.length === 0) {
    say('\nThere is nothing to change.');
    return true;
  }
  const names = changed.map(({ id }) => id).join(' and ');
  const question =
    kind === 'deploy' ? `Change ${names} so?` : `Take ${names} away, with all that is kept there?`;
  if (!(await confirm(question, consent))) {
    say('Nothing was changed.');
    return false;
  }
  await first();
  for (const stack of changed) await stack.apply();
  return true;
}
