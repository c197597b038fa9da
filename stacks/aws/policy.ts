/** A statement of IAM. Resources are ARNs, or references to them. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | { Service: string };
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

/** A policy as JSON, always in the same order. */
export function policy(statements: (Statement | Omit<Statement, 'Resource'>)[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** What denies everybody everything that does not come over TLS. */
export function tlsOnly(service: string, ...Resource: string[]): Statement {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: [`${service}:*`],
    Resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** Who may take on a role. */
export function trust(Service: string, Condition?: Statement['Condition']): string {
  return policy([
    { Effect: 'Allow', Principal: { Service }, Action: ['sts:AssumeRole'], ...(Condition && { Condition }) },
  ]);
}
