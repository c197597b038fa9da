import { isJson } from '../isJson.ts';
import { readPath } from './readPath.ts';

export interface InputTransformer {
  InputPathsMap?: Record<string, string>;
  InputTemplate: string;
}

/** What the predefined variables need besides the event. */
export interface TransformContext {
  ruleArn: string;
  ruleName: string;
  /** ISO 8601. */
  ingestionTime: string;
}

const PLACEHOLDER = /<([A-Za-z0-9._-]+)>/g;
const RESERVED = 'aws.';
const PREDEFINED = new Set([
  ...['aws.events.rule-arn', 'aws.events.rule-name', 'aws.events.event', 'aws.events.event.json'],
  'aws.events.event.ingestion-time',
]);

/** Why PutTargets cannot take the transformer; undefined where it can. */
export function transformerFault({
  InputPathsMap = {},
  InputTemplate,
}: InputTransformer): string | undefined {
  for (const name of Object.keys(InputPathsMap)) {
    if (/^aws/i.test(name)) return `the variable ${name} begins with "aws", which is reserved.`;
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name))
      return `the variable name ${name} is not made of letters, digits, "_" and "-".`;
  }
  for (const [, name = ''] of InputTemplate.matchAll(PLACEHOLDER)) {
    if (name.startsWith(RESERVED) ? !PREDEFINED.has(name) : !Object.hasOwn(InputPathsMap, name))
      return `the template names <${name}>, which InputPathsMap does not define.`;
  }
  // A number in each place: that finds a variable used as a key, which the API reference forbids.
  if (/^\s*\{/.test(InputTemplate) && !isJson(fill(InputTemplate, () => 0)))
    return `the template is not valid JSON once its variables are filled in: ${InputTemplate}`;
  return undefined;
}

/**
 * The text that the target gets (user guide, "Amazon EventBridge input transformation"). `event` is parsed JSON.
 * A variable outside quotes becomes JSON, within quotes text. Of a path that is not in the event nothing appears:
 * no text within quotes, "" outside of them. JSON is minified.
 * Departure: text within quotes is escaped, where EventBridge would hand on broken JSON.
 */
export function transformInput(
  { InputPathsMap = {}, InputTemplate }: InputTransformer,
  event: Record<string, unknown>,
  context: TransformContext,
): string {
  const { detail: _, ...withoutDetail } = event;
  const predefined: Record<string, unknown> = {
    'aws.events.rule-arn': context.ruleArn,
    'aws.events.rule-name': context.ruleName,
    'aws.events.event': withoutDetail,
    'aws.events.event.json': event,
    'aws.events.event.ingestion-time': context.ingestionTime,
  };
  const lookUp = (name: string) => {
    if (name.startsWith(RESERVED)) return predefined[name];
    const path = Object.hasOwn(InputPathsMap, name) ? InputPathsMap[name] : undefined;
    return path === undefined ? undefined : readPath(path, event);
  };
  const filled = fill(InputTemplate, lookUp);
  return isJsonTemplate(InputTemplate) && isJson(filled) ? JSON.stringify(JSON.parse(filled)) : filled;
}

function fill(template: string, lookUp: (name: string) => unknown): string {
  const quoted = isJsonTemplate(template) ? quotedPlaces(template) : undefined;
  return template.replace(PLACEHOLDER, (_, name: string, at: number) => {
    const value = lookUp(name);
    if (quoted === undefined) return asText(value);
    return quoted.has(at) ? JSON.stringify(asText(value)).slice(1, -1) : JSON.stringify(value ?? '');
  });
}

/**
 * JSON, or lines that are each a JSON string. All else ("<instance> is in state <status>", "[note] <text>") is plain
 * text, in which nothing is quoted or escaped.
 */
function isJsonTemplate(template: string): boolean {
  if (/^\s*\[/.test(template)) return isJson(template.replace(PLACEHOLDER, '0'));
  return /^\s*["{]/.test(template);
}

/** Where the placeholders begin that stand within a JSON string. */
function quotedPlaces(template: string): Set<number> {
  const places = new Set<number>();
  let inside = false;
  for (let i = 0; i < template.length; i++) {
    const character = template.charAt(i);
    if (character === '\\' && inside) i++;
    else if (character === '"') inside = !inside;
    else if (character === '<' && inside) places.add(i);
  }
  return places;
}

/** Objects and lists within a string lose their quotation marks, as EventBridge does it. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return JSON.stringify(value).replaceAll('"', '');
}
