import type { Schema } from '../Route.ts';

/** A photo as the body itself. OpenAPI 3.1 leaves out the schema of what is no JSON. */
export const PHOTO: Record<string, Schema> = { 'image/*': {}, 'application/octet-stream': {} };

/** A form of files; of what is in a file OpenAPI 3.1 says nothing but its type. */
export function formOf(
  files: Record<string, string>,
  others: Schema | false = false,
): Record<string, Schema> {
  return {
    'multipart/form-data': {
      type: 'object',
      required: Object.keys(files),
      properties: Object.fromEntries(
        Object.entries(files).map(([name, description]) => [
          name,
          { description, contentMediaType: 'application/octet-stream' },
        ]),
      ),
      additionalProperties: others,
    },
  };
}
