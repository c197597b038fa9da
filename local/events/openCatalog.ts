import type { DatabaseSync } from 'node:sqlite';
import type { Committer } from '../openCommitter.ts';
import { DEFAULT_BUS } from './arns.ts';
import { type Pattern, parsePattern } from './parsePattern.ts';
import type { Target } from './readTarget.ts';

export interface Bus {
  name: string;
  description: string | null;
  createdAt: number;
}

export type RuleState = 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

export interface Rule {
  bus: string;
  name: string;
  pattern: string;
  state: RuleState;
  description: string | null;
  roleArn: string | null;
}

export interface ActiveRule extends Rule {
  compiled: Pattern;
  targets: Target[];
}

/** Which buses, rules and targets there are. Every change is on the disk when its function returns. */
export interface Catalog {
  bus(name: string): Bus | undefined;
  buses(): Bus[];
  addBus(bus: Bus): void;
  removeBus(name: string): void;
  rule(bus: string, name: string): Rule | undefined;
  /** In the order of their names. */
  rules(bus: string): Rule[];
  putRule(rule: Rule): void;
  removeRule(bus: string, name: string): void;
  /** In the order of their ids. */
  targets(bus: string, rule: string): Target[];
  putTargets(bus: string, rule: string, targets: Target[]): void;
  removeTargets(bus: string, rule: string, ids: string[]): void;
  /** The rules that events on a bus are held against: those that are not disabled. Kept compiled between changes. */
  active(bus: string): ActiveRule[];
}

export function openCatalog(db: DatabaseSync, committer: Committer, now: () => number): Catalog {
  const compiled = new Map<string, ActiveRule[]>();
  const busColumns = 'SELECT name, description, created_at AS createdAt FROM buses';
  const ruleColumns = 'SELECT bus, name, pattern, state, description, role_arn AS roleArn FROM rules';
  const selectBus = db.prepare(`${busColumns} WHERE name = ?`);
  const selectBuses = db.prepare(`${busColumns} ORDER BY name`);
  const selectRule = db.prepare(`${ruleColumns} WHERE bus = ? AND name = ?`);
  const selectRules = db.prepare(`${ruleColumns} WHERE bus = ? ORDER BY name`);
  const selectTargets = db.prepare('SELECT target FROM targets WHERE bus = ? AND rule = ? ORDER BY id');
  const insertBus = db.prepare('INSERT INTO buses (name, description, created_at) VALUES (?, ?, ?)');
  const deleteBus = db.prepare('DELETE FROM buses WHERE name = ?');
  const upsertRule = db.prepare(
    `INSERT INTO rules (bus, name, pattern, state, description, role_arn) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (bus, name) DO UPDATE SET pattern = excluded.pattern, state = excluded.state,
       description = excluded.description, role_arn = excluded.role_arn`,
  );
  const deleteRule = db.prepare('DELETE FROM rules WHERE bus = ? AND name = ?');
  const upsertTarget = db.prepare(
    `INSERT INTO targets (bus, rule, id, target) VALUES (?, ?, ?, ?)
     ON CONFLICT (bus, rule, id) DO UPDATE SET target = excluded.target`,
  );
  const deleteTarget = db.prepare('DELETE FROM targets WHERE bus = ? AND rule = ? AND id = ?');

  const catalog: Catalog = {
    bus: (name) => selectBus.get(name) as Bus | undefined,
    buses: () => selectBuses.all() as unknown as Bus[],
    addBus(bus) {
      committer.nowDurably(() => insertBus.run(bus.name, bus.description, bus.createdAt));
    },
    removeBus(name) {
      committer.nowDurably(() => deleteBus.run(name));
    },
    rule: (bus, name) => selectRule.get(bus, name) as Rule | undefined,
    rules: (bus) => selectRules.all(bus) as unknown as Rule[],
    putRule({ bus, name, pattern, state, description, roleArn }) {
      committer.nowDurably(() => upsertRule.run(bus, name, pattern, state, description, roleArn));
      compiled.delete(bus);
    },
    removeRule(bus, name) {
      committer.nowDurably(() => deleteRule.run(bus, name));
      compiled.delete(bus);
    },
    targets: (bus, rule) =>
      selectTargets.all(bus, rule).map((row) => JSON.parse(String(row.target)) as Target),
    putTargets(bus, rule, targets) {
      committer.nowDurably(() => {
        for (const target of targets) upsertTarget.run(bus, rule, target.Id, JSON.stringify(target));
      });
      compiled.delete(bus);
    },
    removeTargets(bus, rule, ids) {
      committer.nowDurably(() => {
        for (const id of ids) deleteTarget.run(bus, rule, id);
      });
      compiled.delete(bus);
    },
    active(bus) {
      const known = compiled.get(bus);
      if (known) return known;
      const rules = catalog.rules(bus).filter((rule) => rule.state !== 'DISABLED');
      const active = rules.map((rule) => ({
        ...rule,
        compiled: parsePattern(rule.pattern),
        targets: catalog.targets(bus, rule.name),
      }));
      compiled.set(bus, active);
      return active;
    },
  };
  if (!catalog.bus(DEFAULT_BUS)) {
    catalog.addBus({ name: DEFAULT_BUS, description: null, createdAt: now() });
  }
  return catalog;
}
