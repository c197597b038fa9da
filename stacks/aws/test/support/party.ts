import { topology } from '../../../topology.ts';
import { checked, settingsOf } from '../../deployment.ts';
import { resourcesOf } from './synthesize.ts';
import type { Written } from './Written.ts';

/** A deployment with settings of its own, and what it is written as. */
export const GIVEN = { settings: { RETENTION_DAYS: '30', FUNCTION_TIMEOUT: '90', NAME_PREFIX: 'party' } };
export const settings = settingsOf(checked(GIVEN));
export const plan = topology(settings);
export const resources = resourcesOf(GIVEN);

export const roleOf = ({ file }: { file: string }) => file.split('/')[1]!;
export const statements = (policy: string): Written[] => JSON.parse(policy).Statement;
