/** What CloudWatch would make of a function's lines: values by the dimension and the names that each declares. */
export function metricsOf(lines: string[]): Record<string, unknown>[] {
  return lines
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line))
    .map(({ _aws, ...values }) => {
      const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
      if (Namespace !== 'face-inbox' || !Dimensions[0].includes('inbox')) throw new Error(Namespace);
      const names = [...Dimensions[0], ...Metrics.map(({ Name }: { Name: string }) => Name)];
      return Object.fromEntries(names.map((name) => [name, values[name]]));
    });
}
