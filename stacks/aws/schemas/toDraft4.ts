type Schema = { [keyword: string]: unknown };

/** Keywords that mean the same in both drafts, and have no schema in them. */
const SAME = new Set([
  ...['title', 'description', 'type', 'required', 'enum', 'pattern', 'format', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'minItems', 'maxItems', 'uniqueItems'],
]);

/**
 * A schema of draft 2020-12 in the words of draft 4, which is what EventBridge's registries know. What is in another file
 * is put in its place.
 * @param files the schemas that can be referred to, by name
 * @throws where a keyword is used that is not translated here
 */
export function toDraft4(schema: unknown, files: Record<string, unknown>): unknown {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  const { $schema: _, $id: __, ...keywords } = schema as Schema;
  if (typeof keywords.$ref === 'string') {
    const target = files[keywords.$ref];
    if (target === undefined || Object.keys(keywords).length > 1)
      throw new Error(
        `The schema refers to ${JSON.stringify(keywords)}, but only a whole file beside it can be referred to, with ` +
          `nothing else beside the reference: ${Object.keys(files).join(', ')}. Say it so, or teach stacks/aws/schemas/toDraft4.ts.`,
      );
    return toDraft4(target, files);
  }
  return Object.fromEntries(
    Object.entries(keywords).map(([keyword, value]) => {
      if (SAME.has(keyword)) return [keyword, value];
      switch (keyword) {
        case 'const':
          return ['enum', [value]];
        case 'properties':
          return [keyword, mapped(value as Schema, files)];
        case 'items':
          return [keyword, toDraft4(value, files)];
        case 'additionalProperties':
          return [keyword, typeof value === 'boolean' ? value : toDraft4(value, files)];
        default:
          throw new Error(
            `The schema uses "${keyword}", which is not translated to draft 4. Teach stacks/aws/schemas/toDraft4.ts.`,
          );
      }
    }),
  );
}

function mapped(schemas: Schema, files: Record<string, unknown>): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, toDraft4(one, files)]));
}
