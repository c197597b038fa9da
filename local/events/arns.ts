/** The account that everything on this machine belongs to. */
export const ACCOUNT = '000000000000';
export const DEFAULT_BUS = 'default';

export interface Arns {
  bus(name: string): string;
  rule(bus: string, rule: string): string;
  /** The name that an event bus's name or ARN stands for; undefined for an ARN of another account or region. */
  busName(nameOrArn: string): string | undefined;
}

/** Forms from the Service Authorization Reference, "Resource types defined by Amazon EventBridge". */
export function arns(region: string): Arns {
  const prefix = `arn:aws:events:${region}:${ACCOUNT}:`;
  const busPrefix = `${prefix}event-bus/`;
  return {
    bus: (name) => `${busPrefix}${name}`,
    rule: (bus, rule) => `${prefix}rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${rule}`,
    busName(nameOrArn) {
      if (!nameOrArn.startsWith('arn:')) return nameOrArn;
      return nameOrArn.startsWith(busPrefix) ? nameOrArn.slice(busPrefix.length) : undefined;
    },
  };
}

const SQS_ARN = /^arn:aws[\w-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/;

export function isQueueArn(arn: string): boolean {
  return SQS_ARN.test(arn);
}
