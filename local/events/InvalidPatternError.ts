/**
 * An event pattern that is not valid. The reasons are worded as AWS words them: EventBridge runs github.com/aws/
 * event-ruler and hands its messages on after "Event pattern is not valid. Reason: ".
 */
export class InvalidPatternError extends Error {
  override readonly name = 'InvalidPatternError';
  readonly reason: string;

  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
    this.reason = reason;
  }
}
