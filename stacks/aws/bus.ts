import { CloudwatchEventArchive } from '@cdktn/provider-aws/lib/cloudwatch-event-archive/index.js';
import { CloudwatchEventBus } from '@cdktn/provider-aws/lib/cloudwatch-event-bus/index.js';
import { SchemasRegistry } from '@cdktn/provider-aws/lib/schemas-registry/index.js';
import { SchemasSchema } from '@cdktn/provider-aws/lib/schemas-schema/index.js';
import { Construct } from 'constructs';
import type { Site } from './Site.ts';
import { eventSchemas } from './schemas/eventSchemas.ts';

/** The event bus, what keeps its events to be replayed, and the registry of their schemas. */
export function makeBus({ stack, plan, settings, deployment }: Site): CloudwatchEventBus {
  const bus = new CloudwatchEventBus(new Construct(stack, 'bus'), 'results', { name: plan.bus });
  new CloudwatchEventArchive(new Construct(stack, 'archive'), 'results', {
    name: plan.bus,
    eventSourceArn: bus.arn,
    // Never longer than the results that they tell of.
    retentionDays: Math.min(deployment.archiveDays, settings.retentionDays ?? Number.POSITIVE_INFINITY),
  });
  const registry = new SchemasRegistry(new Construct(stack, 'registry'), 'events', {
    name: settings.prefix,
    description: 'The events of face-inbox',
  });
  const schemas = new Construct(stack, 'schemas');
  for (const { file, name, description, content } of eventSchemas())
    new SchemasSchema(schemas, file, {
      name: `${settings.prefix}@${name}`,
      registryName: registry.name,
      type: 'JSONSchemaDraft4',
      description,
      content: JSON.stringify(content),
    });
  return bus;
}
