import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isObject } from '../events/readInput.ts';
import type { Dynalite } from './openDynalite.ts';
import { TableError } from './TableError.ts';
import { refusalOf } from './toTableError.ts';

type Input = Record<string, unknown>;

/** Which attribute of which table says when an item ends. Kept in `file`; every change is there when it returns. */
export interface TimeToLive {
  describe(input: Input): Promise<object>;
  update(input: Input): Promise<object>;
  /** Of a table that is gone. */
  forget(table: string): void;
  /** Attributes by table. */
  enabled(): Map<string, string>;
}

/** DescribeTimeToLive and UpdateTimeToLive, which dynalite 4 answers with DISABLED and not at all. */
export function openTimeToLive(file: string, dynalite: Dynalite): TimeToLive {
  const attributes = read(file);

  const keep = () => {
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(attributes)), { flush: true });
    renameSync(`${file}.new`, file);
  };

  const requireTable = async ({ TableName }: Input): Promise<string> => {
    const { status, body } = await dynalite.call('DescribeTable', JSON.stringify({ TableName }));
    if (status === 200) return String(TableName);
    throw refusalOf(body, status);
  };

  return {
    async describe(input) {
      const attribute = attributes.get(await requireTable(input));
      const state = attribute === undefined ? 'DISABLED' : 'ENABLED';
      return { TimeToLiveDescription: { TimeToLiveStatus: state, AttributeName: attribute } };
    },
    async update(input) {
      const { name, enabled } = readSpecification(input);
      const table = await requireTable(input);
      const now = attributes.get(table);
      if (enabled && now !== undefined) throw invalid('TimeToLive is already enabled');
      if (!enabled && now === undefined) throw invalid('TimeToLive is already disabled');
      if (!enabled && now !== name)
        throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${now}`);
      if (enabled) attributes.set(table, name);
      else attributes.delete(table);
      keep();
      return { TimeToLiveSpecification: { AttributeName: name, Enabled: enabled } };
    },
    forget(table) {
      if (attributes.delete(table)) keep();
    },
    enabled: () => new Map(attributes),
  };
}

function readSpecification({ TimeToLiveSpecification: given }: Input): { name: string; enabled: boolean } {
  const { AttributeName: name, Enabled: enabled } = isObject(given) ? given : {};
  // API reference, TimeToLiveSpecification: both are required, the name has 1 to 255 characters.
  if (typeof enabled !== 'boolean' || typeof name !== 'string' || name.length < 1 || name.length > 255)
    throw invalid(
      `TimeToLiveSpecification is ${JSON.stringify(given)}, and must have Enabled, true or false, ` +
        'and AttributeName of 1 to 255 characters.',
    );
  return { name, enabled };
}

function read(file: string): Map<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new Error(
      `${file}, which says what items of which table expire by, cannot be read: ${(error as Error).message}. ` +
        'Delete it: what the topology names is set again at the start.',
      { cause: error },
    );
  }
}

const invalid = (message: string) => new TableError('ValidationException', message);
