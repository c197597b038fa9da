/** What is to be deployed breaks its rules. The message states, a line each, the value, the rule and the remedy. */
export class DeploymentError extends Error {
  override name = 'DeploymentError';
  constructor(wrong: string[]) {
    super(wrong.join('\n'));
  }
}
