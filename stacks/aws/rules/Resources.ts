/** A resource as it is written for Terraform. */
export interface Resource {
  type: string;
  id: string;
  // Terraform's arguments are of any shape; each rule reads those that it is about.
  [argument: string]: unknown;
}

/** All resources of a stack, to look among. */
export interface Resources {
  all: Resource[];
  of(type: string): Resource[];
  /** That of a type whose argument refers to this one. */
  about(type: string, argument: string, one: Resource): Resource | undefined;
}

export function resourcesIn(written: { resource?: Record<string, Record<string, object>> }): Resources {
  const all = Object.entries(written.resource ?? {}).flatMap(([type, byId]) =>
    Object.entries(byId).map(([id, its]): Resource => ({ ...its, type, id })),
  );
  return {
    all,
    of: (type) => all.filter((one) => one.type === type),
    about: (type, argument, one) =>
      all.find((other) => other.type === type && refersTo(other[argument], one)),
  };
}

/** Whether a value is a reference of Terraform to an attribute of the resource. */
export function refersTo(value: unknown, { type, id }: Resource): boolean {
  return typeof value === 'string' && value.includes(`\${${type}.${id}.`);
}

/** The first block of an argument, which is written as a list or as itself. */
export function block(value: unknown): Record<string, unknown> {
  return ((Array.isArray(value) ? value[0] : value) ?? {}) as Record<string, unknown>;
}

/** A statement of a policy, as far as rules look at it. */
export interface Statement {
  Effect: string;
  Principal?: unknown;
  Action?: string | string[];
  NotAction?: unknown;
  Resource?: string | string[];
  NotResource?: unknown;
  Condition?: unknown;
}

/** The statements of the policy that an argument of a resource holds; none where it holds none. */
export function statementsOf(holder: Resource | undefined, argument = 'policy'): Statement[] {
  const text = holder?.[argument];
  return typeof text === 'string' ? (JSON.parse(text) as { Statement: Statement[] }).Statement : [];
}

/** What breaks a rule. */
export interface Violation {
  resource: Resource;
  /** Value, rule and remedy. */
  message: string;
}
