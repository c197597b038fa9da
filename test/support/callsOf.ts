import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * A call of AWS's that a function's code makes: the command of the SDK, and for tables which one. For a transaction there
 * is one for each of its actions, as IAM asks for the right to do each (`Put`, `ConditionCheck`).
 */
export interface Call {
  command: string;
  table?: string;
  index?: string;
  /**
   * Where it is about another bucket than the inbox: that of the gallery's snapshots, which `galleries/` alone works with, or that of what
   * is too much for an item, as `store/results/` does.
   */
  aside?: 'galleries' | 'results';
  /** Where it is made: file and declaration. */
  at: string;
}

interface Declaration {
  name: string;
  file: string;
  code: string;
}

interface Module {
  declarations: Map<string, Declaration>;
  /** What a name stands for that is taken from another file of ours. */
  imported: Map<string, { file: string; name: string }>;
}

const TABLES = ['images', 'sightings', 'people', 'unknown', 'chunks', 'state'];
const OF_TABLES = /^(Get|Put|Update|Delete|ConditionCheck|BatchGet|Query|Scan|SearchVectors)$/;
const TRANSACTION = /\bnew Transact(Write|Get)Command\(/;
const COMMAND = /\bnew (?!Transact)(\w+)Command\(|\bpaginate(\w+)\(/g;
/** Those in a transaction as well: `{ Put: { TableName: store.names.images, ... } }`, wherever it is put together. */
const ACTION = new RegExp(`${COMMAND.source}|\\b(Get|Put|Update|Delete|ConditionCheck):`, 'g');

/**
 * What a handler's file asks of AWS, by all that it uses, declaration by declaration: what a file has besides is not
 * counted. A table that is a function's parameter is looked for where that is called.
 * @throws where it cannot be told which table a call is about
 */
export function callsOf(handler: string): Call[] {
  const reached = reachedFrom(handler);
  const transaction = reached.find(({ code }) => TRANSACTION.test(code));
  const pattern = transaction ? ACTION : COMMAND;
  let actions = 0;
  const calls = reached.flatMap((declaration) => {
    const at = `${declaration.file}: ${declaration.name}`;
    return [...declaration.code.matchAll(pattern)].flatMap((found) => {
      if (found[3]) actions++;
      const command = (found[1] ?? found[2] ?? found[3])!;
      const aside = /\/(galleries|results)\/[^/]+\.ts$/.exec(declaration.file)?.[1] as Call['aside'];
      const about = { ...(aside && { aside }), at };
      if (!OF_TABLES.test(command)) return [{ command, ...about }];
      // Up to the next call, as far as there is one.
      const own = declaration.code.slice(found.index + 1).split(pattern)[0]!;
      const index = /IndexName: '([^']+)'/.exec(own)?.[1];
      const named = /store\.names\.(\w+)/.exec(own)?.[1];
      const tables = named ? [named] : tablesGivenTo(declaration, reached);
      if (tables.length === 0) throw new Error(`Which table is meant by ${command} in ${at}?`);
      return tables.map((table) => ({ command, table, ...(index && { index }), ...about }));
    });
  });
  if (transaction && actions === 0)
    throw new Error(`Which actions has the transaction in ${transaction.file}: ${transaction.name}?`);
  return calls;
}

/** The tables that a function is called with, as its second argument, by those that are reached. */
function tablesGivenTo({ name, file }: Declaration, reached: Declaration[]): string[] {
  const call = new RegExp(`\\b${name}(?:<[^(]*>)?\\(\\s*store,\\s*([\\w.]+)`, 'g');
  return reached
    .filter((other) => other.name !== name && (other.file === file || imports(other.file, name, file)))
    .flatMap((other) =>
      [...other.code.matchAll(call)].flatMap(([, given]) => {
        const table = given!.split('.').at(-1)!;
        // Else it is a parameter there as well.
        return TABLES.includes(table) ? [table] : tablesGivenTo(other, reached);
      }),
    );
}

const imports = (file: string, name: string, from: string) =>
  readModule(file).imported.get(name)?.file === from;

function reachedFrom(handler: string): Declaration[] {
  const reached = new Set<Declaration>();
  const visit = (declaration: Declaration | undefined) => {
    if (!declaration || reached.has(declaration)) return;
    reached.add(declaration);
    const { declarations, imported } = readModule(declaration.file);
    // Not what stands behind a dot, but for what is spread.
    for (const [word] of declaration.code.matchAll(/(?<![\w$])(?<!(?<!\.\.)\.)[A-Za-z_$][\w$]*/g)) {
      visit(declarations.get(word));
      const from = imported.get(word);
      if (from) visit(readModule(from.file).declarations.get(from.name));
    }
  };
  for (const declaration of readModule(handler).declarations.values()) visit(declaration);
  return [...reached];
}

const BEGINS = /^(?:export )?(?:default )?(?:async )?(?:function\*?|const|let|class)\s+(?:\*\s*)?([\w$]+)/;
const modules = new Map<string, Module>();

function readModule(file: string): Module {
  const known = modules.get(file);
  if (known) return known;
  const read: Module = { declarations: new Map(), imported: new Map() };
  modules.set(file, read);
  const text = readFileSync(file, 'utf8').replaceAll(/^\s*(\/\*\*?|\*|\/\/).*$/gm, '');
  for (const [, type, names, from] of text.matchAll(/^import (type )?\{([^}]*)\} from '(\.[^']+)'/gm)) {
    if (type || !from!.endsWith('.ts')) continue;
    for (const one of names!.split(',').map((part) => part.trim())) {
      if (one === '' || one.startsWith('type ')) continue;
      const [name, local = name] = one.split(' as ') as [string, string?];
      read.imported.set(local!, { file: resolve(dirname(file), from!), name });
    }
  }
  let current: Declaration | undefined;
  for (const line of text.split('\n')) {
    const name = BEGINS.exec(line)?.[1];
    if (name !== undefined) {
      current = { name, file, code: '' };
      read.declarations.set(name, current);
    } else if (/^(import|export|interface|type) /.test(line)) current = undefined;
    if (current) current.code += `${line}\n`;
  }
  return read;
}
