import type { Settings } from '../config/settings.ts';
import { linesToPaste } from '../terminal/linesToPaste.ts';
import type { Local } from './startLocal.ts';

/** What `npx face-inbox` has to be told where the endpoint is not where it looks by itself. */
export function endpointOption(endpoint: string): string {
  return endpoint.endsWith(':4566') ? '' : ` --endpoint ${endpoint}`;
}

/** What a newcomer needs: the address, the names, and lines to paste. */
export function welcome(
  { endpoint, region, topology }: Local,
  settings: Settings,
  folder: string | undefined,
): string {
  const images = topology.tables[0]!.name;
  const variables =
    `AWS_ENDPOINT_URL=${endpoint} AWS_DEFAULT_REGION=${region} ` +
    'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local';
  return `
  page      ${endpoint}/
  endpoint  ${endpoint}
  bucket    ${topology.bucket.name}
  tables    ${topology.tables.map(({ name }) => name).join(', ')}
  bus       ${topology.bus}
  engine    ${settings.engine}
  kept in   ${folder ?? 'nothing is kept'}

Paste into another terminal, with a photo of yours:

${linesToPaste(variables, topology.bucket.name, images)}

Or without the AWS CLI: npx face-inbox drop photo.jpg --wait${endpointOption(endpoint)}
Enrol somebody by dropping a photo at people/<name>/. Ctrl-C stops.
`;
}
