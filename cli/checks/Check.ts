/** What a check found. `remedy` says what to do where it is not ok, unless `detail` does. */
export type Finding =
  | { state: 'ok'; detail: string }
  | { state: 'warning' | 'problem'; detail: string; remedy: string };

export interface Check {
  name: string;
  /** What it throws is a problem found, too. */
  run(): Promise<Finding>;
}

export const ok = (detail: string): Finding => ({ state: 'ok', detail });
export const warning = (detail: string, remedy: string): Finding => ({ state: 'warning', detail, remedy });
export const problem = (detail: string, remedy: string): Finding => ({ state: 'problem', detail, remedy });
