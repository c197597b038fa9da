import type { Written } from './Written.ts';

/** What resources tell beside their arguments, and the data sources. */
const TOLD = {
  ...{ arn: 'arn', id: 'id', url: 'url', function_url: 'function_url', url_id: 'url_id' },
  ...{ domain_name: 'domain_name', bucket_regional_domain_name: 'bucket_regional_domain_name' },
  ...{ account_id: '123456789012', partition: 'aws' },
};

/**
 * The same stack of what Terraform has built in: each resource is a `terraform_data`, which keeps what it is given, so that no
 * provider is needed.
 */
export function builtIn({ data, resource, output }: Written): Written {
  const told = (type: string, id: string) =>
    Object.fromEntries(
      Object.entries(TOLD).map(([name, value]) => [
        name,
        /^\d|^aws$/.test(value) ? value : `${value}:${type}:${id}`,
      ]),
    );
  const all = [data, resource].flatMap((byType) =>
    Object.entries<Written>(byType).flatMap(([type, byId]) =>
      Object.entries<Written>(byId).map(([id, { '//': _, depends_on, ...given }]) => ({
        name: `${type}--${id}`,
        its: {
          input: { ...told(type, id), ...given },
          ...(depends_on && {
            depends_on: depends_on
              .map((one: string) => one.replace('.', '--'))
              .map((one: string) => `terraform_data.${one}`),
          }),
        },
      })),
    ),
  );
  const text = JSON.stringify({
    resource: { terraform_data: Object.fromEntries(all.map(({ name, its }) => [name, its])) },
    output,
  });
  // In strings within strings as well, which policies are.
  return JSON.parse(
    text.replaceAll(
      /\$\{(?:data\.)?(aws_\w+)\.([\w-]+)\.(\w+)\}/g,
      (_, type, id, attribute) => `\${terraform_data.${type}--${id}.output.${attribute}}`,
    ),
  );
}
