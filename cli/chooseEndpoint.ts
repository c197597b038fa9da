import { CommandError, EXIT } from './CommandError.ts';

/** Where `npm start` listens. */
const LOCAL = 'http://localhost:4566';

/** Any of these says that the SDK finds credentials by itself. */
const CREDENTIALS =
  /^AWS_(PROFILE|ACCESS_KEY_ID|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_CREDENTIALS_(RELATIVE|FULL)_URI)$/;

type Environment = Record<string, string | undefined>;

/**
 * Completes the environment that the AWS clients read, before any is made: where it names neither an endpoint nor
 * credentials, the inbox is the one of `npm start`; an endpoint without credentials takes any.
 * @returns the endpoint, or undefined where the clients go to AWS itself.
 */
export function chooseEndpoint(option: string | undefined, environment: Environment): string | undefined {
  const has = (pattern: RegExp) =>
    Object.keys(environment).some((name) => pattern.test(name) && environment[name]);
  const credentials = has(CREDENTIALS);
  if (option !== undefined) environment.AWS_ENDPOINT_URL = option;
  else if (!has(/^AWS_ENDPOINT_URL/) && !credentials) environment.AWS_ENDPOINT_URL = LOCAL;

  // The AWS command line reads this one, the SDK for JavaScript does not.
  const { AWS_DEFAULT_REGION } = environment;
  if (!environment.AWS_REGION && AWS_DEFAULT_REGION) environment.AWS_REGION = AWS_DEFAULT_REGION;

  const named = Object.keys(environment).find((name) => /^AWS_ENDPOINT_URL/.test(name) && environment[name]);
  if (named === undefined) return undefined;
  const endpoint = environment.AWS_ENDPOINT_URL || environment[named]!;
  checkUrl(option === undefined ? named : '--endpoint', endpoint);
  if (!credentials) {
    environment.AWS_ACCESS_KEY_ID = 'local';
    environment.AWS_SECRET_ACCESS_KEY = 'local';
    environment.AWS_REGION ||= 'us-east-1';
  } else if (!environment.AWS_PROFILE) environment.AWS_REGION ||= 'us-east-1';
  return endpoint;
}

function checkUrl(name: string, value: string) {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return;
  throw new CommandError(
    EXIT.usage,
    `${name} is ${JSON.stringify(value)}, but must be a URL that begins with http:// or https://. ` +
      `The local endpoint is ${LOCAL}.`,
  );
}
