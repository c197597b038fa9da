import { ApplyError } from './ApplyError.ts';

/** One block `resource` or `data`. */
export interface Block {
  /** As references name it: `aws_sqs_queue.images`, `data.aws_partition.current`. */
  address: string;
  /** `aws_sqs_queue`, `data.aws_partition`. */
  type: string;
  values: Record<string, unknown>;
  /** Addresses that `depends_on` names. */
  after: string[];
}

export interface Stack {
  region: string;
  blocks: Block[];
  outputs: Record<string, unknown>;
  /** Where files that it names are looked for. */
  folder: string;
}

type Json = Record<string, unknown>;

/** What has a meaning for Terraform alone: for a second plan, or for whoever reads the file. */
const FOR_TERRAFORM = ['//', 'terraform'];
const FOR_A_SECOND_PLAN = ['//', 'lifecycle'];
/** What makes several of one block, or changes how it is made. Not needed by now, so not written. */
const NOT_READ = ['count', 'for_each', 'provisioner', 'connection', 'provider'];

/**
 * Reads what Terraform would read.
 * @param folder where files that it names are looked for
 * @throws ApplyError where it has a part that is not known here
 */
export function parseStack(json: Json, folder: string): Stack {
  const { resource = {}, data = {}, output = {}, provider = {}, ...rest } = json;
  for (const part of Object.keys(rest))
    if (!FOR_TERRAFORM.includes(part))
      throw new ApplyError(
        `The stack has a part "${part}"; read are resource, data, output and provider. Say here what it means.`,
      );
  return {
    region: regionOf(provider as Json),
    blocks: [...blocksOf(resource as Json, ''), ...blocksOf(data as Json, 'data.')],
    outputs: Object.fromEntries(
      Object.entries(output as Json).map(([name, one]) => [name, (one as Json).value]),
    ),
    folder,
  };
}

function regionOf(provider: Json): string {
  const [aws, ...others] = [provider.aws].flat() as (Json | undefined)[];
  if (Object.keys(provider).some((name) => name !== 'aws') || others.length > 0 || !aws?.region)
    throw new ApplyError(
      `The stack's providers are ${JSON.stringify(provider)}; one "aws" with a region is what is read here.`,
    );
  return String(aws.region);
}

function blocksOf(byType: Json, prefix: string): Block[] {
  return Object.entries(byType).flatMap(([type, byName]) =>
    Object.entries(byName as Json).map(([name, body]) => {
      const { depends_on: after = [], ...values } = body as Json;
      const address = `${prefix}${type}.${name}`;
      for (const part of NOT_READ)
        if (part in values) throw new ApplyError(`${address} has "${part}", which is not read here.`);
      for (const part of FOR_A_SECOND_PLAN) delete values[part];
      return { address, type: prefix + type, values, after: after as string[] };
    }),
  );
}
