import { PROBLEM_TYPE } from './ProblemError.ts';
import { type Route, route, type Schema } from './Route.ts';
import { ROUTES } from './routes.ts';
import { components } from './schemas/components.ts';
import { of } from './schemas/parts.ts';

/** The description of the API itself, by OpenAPI 3.1: made of what checks the requests. */
const description = route({
  method: 'GET',
  path: '/v1/openapi.json',
  id: 'describeApi',
  summary: 'This description',
  scope: 'read',
  answers: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { type: 'object' } } } },
  handle: async () => ({ status: 200, body: openapi() }),
});

export const ALL_ROUTES: Route[] = [...ROUTES, description];

export function openapi() {
  const paths = Map.groupBy(ALL_ROUTES, ({ path }) => path);
  return {
    openapi: '3.1.1',
    info: {
      title: 'face-inbox',
      version: '1',
      description: 'Who is in a photo, who was seen where, and who is known. See docs/api.md.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{}, { key: [] }],
    paths: Object.fromEntries(
      [...paths].map(([path, routes]) => [
        path,
        Object.fromEntries(routes.map((one) => [one.method.toLowerCase(), operation(one)])),
      ]),
    ),
    components: {
      schemas: components,
      responses: {
        Problem: {
          description: 'An error: what was asked, the rule, and the remedy',
          content: { [PROBLEM_TYPE]: { schema: of('Problem') } },
        },
      },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key of the API, where API_AUTH is `keys`' },
      },
    },
  };
}

function operation({ id, summary, scope, path, query = {}, takes, answers }: Route) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string', minLength: 1 },
  }));
  const inQuery = Object.entries(query).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query', required: false },
    ...(description !== undefined && { description }),
    schema,
  }));
  const content = (types: Record<string, Schema>) =>
    Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));
  return {
    operationId: id,
    summary,
    'x-scope': scope,
    parameters: [...inPath, ...inQuery],
    ...(takes && { requestBody: { required: true, content: content(takes) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { description, content: types }]) => [
          status,
          { description, content: content(types) },
        ]),
      ),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}
