import { CreateArchiveCommand, CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import type { Kinds } from './Kind.ts';
import { LABELS, NAMED_FOR_PEOPLE } from './reasons.ts';

const NO_REGISTRY = 'the server has no schema registry; events/ is what the events of the run are held to';

export const bus: Kinds = {
  async aws_cloudwatch_event_bus(args, { clients, account, region }) {
    const Name = args.needs('name');
    args.leave(LABELS, 'tags');
    await clients.events.send(new CreateEventBusCommand({ Name, Description: args.text('description') }));
    return { id: Name, arn: `arn:aws:events:${region}:${account}:event-bus/${Name}` };
  },

  async aws_cloudwatch_event_archive(args, { clients, account, region }) {
    const ArchiveName = args.needs('name');
    await clients.events.send(
      new CreateArchiveCommand({
        ArchiveName,
        EventSourceArn: args.needs('event_source_arn'),
        Description: args.text('description'),
        EventPattern: args.text('event_pattern'),
        RetentionDays: args.number('retention_days'),
      }),
    );
    return { id: ArchiveName, arn: `arn:aws:events:${region}:${account}:archive/${ArchiveName}` };
  },

  async aws_schemas_registry(args) {
    const name = args.needs('name');
    args.leave(LABELS, 'tags');
    args.leave(NAMED_FOR_PEOPLE, 'description');
    return { id: name };
  },

  async aws_schemas_schema(args) {
    JSON.parse(args.needs('content'));
    args.leave(NO_REGISTRY, 'registry_name', 'type');
    args.leave(LABELS, 'tags');
    args.leave(NAMED_FOR_PEOPLE, 'description');
    return { id: args.needs('name') };
  },
};
