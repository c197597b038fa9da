import type { Clients } from './connect.ts';
import type { Arguments } from './openArguments.ts';

export interface Cloud {
  clients: Clients;
  region: string;
  account: string;
  /** Where files that the stack names are looked for. */
  folder: string;
  /** A role's policy as the server understands it. */
  asUnderstood(policy: string): string;
}

/**
 * Creates what a block describes.
 * @returns what references may ask of it besides its arguments
 */
type Create = (args: Arguments, cloud: Cloud) => Promise<Record<string, unknown>>;

/** A family of types, by their names. */
export type Kinds = Record<string, Create>;
