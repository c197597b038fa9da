import test from 'ava';
import { CommandError } from '../../cli/CommandError.ts';
import { chooseEndpoint } from '../../cli/chooseEndpoint.ts';

const LOCAL = 'http://localhost:4566';
const ANY = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

test('where nothing is said the inbox is the local one, which takes any credentials', (t) => {
  const environment = {};
  t.is(chooseEndpoint(undefined, environment), LOCAL);
  t.deepEqual(environment, { AWS_ENDPOINT_URL: LOCAL, ...ANY, AWS_REGION: 'us-east-1' });
});

test('credentials mean AWS itself, and nothing is added to them', (t) => {
  for (const name of [
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_ROLE_ARN',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ]) {
    const environment = { [name]: 'x' };
    t.is(chooseEndpoint(undefined, environment), undefined);
    t.deepEqual(environment, { [name]: 'x' });
  }
});

test('an endpoint without credentials takes any; credentials that are there are kept', (t) => {
  const bare = { AWS_ENDPOINT_URL: 'http://localhost:9000', AWS_REGION: 'eu-west-1' };
  t.is(chooseEndpoint(undefined, bare), 'http://localhost:9000');
  t.like(bare, { ...ANY, AWS_REGION: 'eu-west-1' });
  const own = { AWS_ENDPOINT_URL: 'http://localhost:9000', AWS_PROFILE: 'mine' };
  t.is(chooseEndpoint(undefined, own), 'http://localhost:9000');
  t.deepEqual(own, { AWS_ENDPOINT_URL: 'http://localhost:9000', AWS_PROFILE: 'mine' });
});

test("the endpoint of one service counts, and the AWS command line's region too", (t) => {
  const environment = { AWS_ENDPOINT_URL_S3: 'http://localhost:9000', AWS_DEFAULT_REGION: 'eu-west-1' };
  t.is(chooseEndpoint(undefined, environment), 'http://localhost:9000');
  t.like(environment, { AWS_ENDPOINT_URL: undefined, AWS_REGION: 'eu-west-1' });
});

test('an empty variable is as good as none', (t) => {
  t.is(chooseEndpoint(undefined, { AWS_ENDPOINT_URL: '', AWS_PROFILE: '' }), LOCAL);
});

test('a URL that is none is refused with its name, its value and the rule', (t) => {
  const option = t.throws(() => chooseEndpoint('ftp://x', {}), { instanceOf: CommandError });
  t.regex(option.message, /^--endpoint is "ftp:\/\/x", but must be a URL that begins with http/);
  t.is(option.exitCode, 2);
  t.throws(() => chooseEndpoint(undefined, { AWS_ENDPOINT_URL: 'localhost' }), {
    message: /^AWS_ENDPOINT_URL is "localhost"/,
  });
});
