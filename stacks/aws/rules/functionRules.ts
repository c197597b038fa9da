import { FEEDING } from '../../rights.ts';
import { leastChunkMemoryMb, leastMemoryMb } from '../../topology.ts';
import type { Site } from '../Site.ts';
import { type Resource, type Resources, refersTo, statementsOf, type Violation } from './Resources.ts';

const RUNTIME = 'nodejs24.x';
/** What Lambda gives a function at most. */
const MOST_MEMORY = 10_240;
const MOST_SECONDS = 900;

/** A function has a role and a kept log of its own, runs what it was built for, and has the memory that photos take. */
export function functionRules(resources: Resources, site: Site): Violation[] {
  const functions = resources.of('aws_lambda_function');
  const roles = resources.of('aws_iam_role');
  const its = (fn: Resource) => roles.filter((role) => refersTo(fn.role, role));
  const { architecture } = site.deployment;
  const about = functions.flatMap((fn) => {
    const broken: Violation[] = [];
    const says = (message: string) => broken.push({ resource: fn, message });
    const shared = functions.filter((other) => other !== fn && other.role === fn.role);
    if (its(fn).length !== 1 || shared.length > 0)
      says(
        `the function's role is ${fn.role}, ${shared.length > 0 ? `which ${shared.map(({ id }) => id)} has too` : 'which is none of this stack'}; ` +
          'each function must have a role of its own. Make it in functions.ts.',
      );
    const log = resources
      .of('aws_cloudwatch_log_group')
      .find(({ name }) => name === `/aws/lambda/${fn.function_name}`);
    if (!log)
      says(
        'the function has no log group; Lambda would make one that is kept for ever. Make it in functions.ts.',
      );
    if (String(fn.architectures) !== architecture)
      says(
        `the function is for ${fn.architectures}, but the deployment for ${architecture}, which the packages are built for. ` +
          'Take it from the deployment.',
      );
    if (fn.package_type !== 'Image' && fn.runtime !== RUNTIME)
      says(
        `the function's runtime is ${fn.runtime}; it must be ${RUNTIME}, which runs the tests. Set it in functions.ts.`,
      );
    if (!(Number(fn.timeout) <= MOST_SECONDS))
      says(
        `the function's timeout is ${fn.timeout} s; Lambda allows ${MOST_SECONDS}. Set it in stacks/topology.ts.`,
      );
    if (!(Number(fn.memory_size) <= MOST_MEMORY))
      says(
        `the function's memory is ${fn.memory_size} MB; Lambda allows ${MOST_MEMORY}. Set MAX_PIXELS or DECODE_MEGABYTES lower.`,
      );
    return broken;
  });
  return [...about, ...decoding(resources, site), ...logs(resources), ...feeding(resources)];
}

/** The decoder is a process of its own in the function's memory, beside the engine. */
function decoding(resources: Resources, { settings }: Site): Violation[] {
  const ofPicture = {
    least: leastMemoryMb(settings),
    what: 'picture',
    remedy: 'Raise it in stacks/topology.ts, or lower MAX_PIXELS or DECODE_MEGABYTES.',
  };
  const ofVideo = {
    least: leastChunkMemoryMb(settings),
    what: 'video',
    remedy: 'Raise it in stacks/topology.ts.',
  };
  const needs: Record<string, typeof ofPicture> = {
    ...{ analyse: ofPicture, api: ofPicture, 'analyse-chunk': ofVideo },
  };
  return resources.of('aws_lambda_function').flatMap((resource) => {
    const need = needs[resource.id];
    if (!need || Number(resource.memory_size) >= need.least) return [];
    return {
      resource,
      message:
        `the function's memory is ${resource.memory_size} MB; it must be at least ${need.least} MB, which decoding the largest ` +
        `${need.what} and the engine take together. ${need.remedy}`,
    };
  });
}

function logs(resources: Resources): Violation[] {
  return resources
    .of('aws_cloudwatch_log_group')
    .filter(({ retention_in_days }) => !(Number(retention_in_days) > 0))
    .map((resource) => ({
      resource,
      message: `the log is kept for ${resource.retention_in_days ?? 'ever'}; it must have a retention of days. Set logRetentionDays.`,
    }));
}

/** A mapping reads its queue with the role of the function that it feeds, and cannot be made without these rights. */
function feeding(resources: Resources): Violation[] {
  return resources.of('aws_lambda_event_source_mapping').flatMap((mapping): Violation[] => {
    const fn = resources.of('aws_lambda_function').find((one) => refersTo(mapping.function_name, one));
    const role = fn && resources.of('aws_iam_role').find((one) => refersTo(fn.role, one));
    const rights = role && resources.about('aws_iam_role_policy', 'role', role);
    const may = statementsOf(rights)
      .filter(
        ({ Effect, Resource = [] }) =>
          Effect === 'Allow' && [Resource].flat().includes(String(mapping.event_source_arn)),
      )
      .flatMap(({ Action = [] }) => Action);
    const lacks = FEEDING.filter((action) => !may.includes(action));
    if (lacks.length === 0) return [];
    return [
      {
        resource: mapping,
        message:
          `the role of ${fn?.function_name ?? mapping.function_name} lacks ${lacks.join(', ')} on ${mapping.event_source_arn}; ` +
          'it must have them, as the mapping reads the queue with it. Add them in stacks/rights.ts.',
      },
    ];
  });
}
