import { DEFAULT_BUS } from './arns.ts';
import { EventBusError, unknownBus, validationError } from './EventBusError.ts';
import type { Context } from './handleRequest.ts';
import type { Bus } from './openCatalog.ts';
import { page } from './page.ts';
import { BUS_NAME, BUS_NAME_OR_ARN, type Input, readString, refuse, requireString } from './readInput.ts';

/** The bus that a request means: EventBusName, a name or an ARN, `default` where it is left out. */
export function requireBus(input: Input, { catalog, arns }: Context, parameter = 'EventBusName'): Bus {
  const named = readString(input, parameter, BUS_NAME_OR_ARN) ?? DEFAULT_BUS;
  const name = arns.busName(named);
  const bus = name === undefined ? undefined : catalog.bus(name);
  if (!bus) throw unknownBus(named);
  return bus;
}

export function createEventBus(input: Input, { catalog, arns, now }: Context): Input {
  const name = requireString(input, 'Name', BUS_NAME);
  // API reference, CreateEventBus: only a partner event bus has "/" in its name, and none is `default`.
  if (name.includes('/')) throw validationError(`Event bus name must not contain '/': ${name}`);
  refuse(input, ['EventSourceName', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig', 'Tags']);
  if (catalog.bus(name))
    throw new EventBusError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
  const description = readString(input, 'Description', { max: 512 }) ?? null;
  catalog.addBus({ name, description, createdAt: now() });
  return { EventBusArn: arns.bus(name), Description: description ?? undefined };
}

/** A bus that does not exist is no error, as in AWS: DeleteEventBus knows no ResourceNotFoundException. */
export function deleteEventBus(input: Input, { catalog }: Context): Input {
  const name = requireString(input, 'Name', BUS_NAME);
  if (name === DEFAULT_BUS) throw validationError(`Cannot delete event bus ${DEFAULT_BUS}.`);
  // API reference, DeleteEventBus: "All rules associated with this event bus need to be deleted."
  const [rule] = catalog.rules(name);
  if (rule)
    throw validationError(
      `Event bus ${name} can't be deleted since it has rules (${rule.name}). Delete them.`,
    );
  catalog.removeBus(name);
  return {};
}

export function describeEventBus(input: Input, context: Context): Input {
  return describe(requireBus(input, context, 'Name'), context);
}

export function listEventBuses(input: Input, context: Context): Input {
  const prefix = readString(input, 'NamePrefix', BUS_NAME) ?? '';
  const buses = context.catalog.buses().filter((bus) => bus.name.startsWith(prefix));
  const { items, NextToken } = page(buses, (bus) => bus.name, input);
  return { EventBuses: items.map((bus) => describe(bus, context)), NextToken };
}

function describe(bus: Bus, { arns }: Context): Input {
  return {
    Name: bus.name,
    Arn: arns.bus(bus.name),
    Description: bus.description ?? undefined,
    CreationTime: bus.createdAt / 1000,
    LastModifiedTime: bus.createdAt / 1000,
  };
}
