import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from './S3Error.ts';

/** Arrays repeat their element, undefined leaves it out. */
export type XmlContent =
  | string
  | number
  | boolean
  | undefined
  | XmlContent[]
  | { [name: string]: XmlContent };

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function writeXml(root: string, content: XmlContent, namespace = NAMESPACE): string {
  const attribute = namespace === '' ? '' : ` xmlns="${namespace}"`;
  return `${XML_DECLARATION}<${root}${attribute}>${inner(content)}</${root}>`;
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return content.map((item) => element(name, item)).join('');
  return `<${name}>${inner(content)}</${name}>`;
}

function inner(content: XmlContent): string {
  if (typeof content === 'object' && !Array.isArray(content)) {
    return Object.entries(content)
      .map(([name, value]) => element(name, value))
      .join('');
  }
  return escapeXml(String(content ?? ''));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Control characters, which keys may have, go out as references, as S3 sends them: XML 1.0 forbids most of them, so
 * a client with such keys asks for `encoding-type=url`.
 */
function escapeXml(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (c) => ENTITIES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

/** One element of a request's body. */
export interface Xml {
  /** The text of the first child with this name. */
  text(name: string): string | undefined;
  /** The texts of all children with this name. */
  texts(name: string): string[];
  children(name: string): Xml[];
}

type Parsed = string | { [name: string]: Parsed[] };

// Every element as a list, every value as the text it is: the key ` 007` is no number and keeps its blank. The
// parser's own entity handling drops references to control characters and knows DTD entities, so it is switched off.
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  isArray: () => true,
  parseTagValue: false,
  processEntities: false,
  removeNSPrefix: true,
  trimValues: false,
});

/** Throws MalformedXML unless the text is one well-formed element called `root`. */
export function readXml(text: string, root: string): Xml {
  const valid = XMLValidator.validate(text);
  const parsed = valid === true ? (parser.parse(text) as Record<string, Parsed[]>)[root]?.[0] : undefined;
  if (parsed === undefined) {
    const reason = valid === true ? '' : `: ${valid.err.msg}`;
    throw new S3Error('MalformedXML', `The body must be one well-formed XML element <${root}>${reason}`);
  }
  return view(parsed);
}

function view(parsed: Parsed): Xml {
  const list = (name: string): Parsed[] => (typeof parsed === 'string' ? [] : (parsed[name] ?? []));
  return {
    children: (name) => list(name).map(view),
    text: (name) => list(name).map(textOf)[0],
    texts: (name) => list(name).map(textOf),
  };
}

/** An element with children has no text of its own that S3 would read. */
const textOf = (parsed: Parsed) => (typeof parsed === 'string' ? unescapeXml(parsed) : '');

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
