import { Annotations, type IAspect, TerraformResource, TerraformStack } from 'cdktn';
import type { IConstruct } from 'constructs';
import type { Site } from '../Site.ts';
import { bucketRules } from './bucketRules.ts';
import { functionRules } from './functionRules.ts';
import { nameRules } from './nameRules.ts';
import { pageRules } from './pageRules.ts';
import { policyRules } from './policyRules.ts';
import { queueRules } from './queueRules.ts';
import { resourcesIn } from './Resources.ts';
import { tableRules } from './tableRules.ts';
import { topicRules } from './topicRules.ts';
import { urlRules } from './urlRules.ts';

/**
 * What every stack has to keep, whoever changes it. It looks at what is written for Terraform, and so also at what
 * was changed after it was made; what breaks a rule fails the synthesis.
 */
export class Rules implements IAspect {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  visit(node: IConstruct): void {
    if (!TerraformStack.isStack(node)) return;
    const resources = resourcesIn(node.toTerraform());
    const rules = [
      bucketRules,
      queueRules,
      functionRules,
      tableRules,
      policyRules,
      nameRules,
      topicRules,
      urlRules,
      pageRules,
    ];
    for (const { resource, message } of rules.flatMap((rule) => rule(resources, this.#site)))
      Annotations.of(elementOf(node, resource) ?? node).addError(
        `${resource.type}.${resource.id}: ${message}`,
      );
  }
}

function elementOf(
  stack: TerraformStack,
  { type, id }: { type: string; id: string },
): IConstruct | undefined {
  return stack.node
    .findAll()
    .find((one) => TerraformResource.isTerraformResource(one) && one.fqn === `${type}.${id}`);
}
