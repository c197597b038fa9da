import { readSettings, SETTINGS, type Settings } from '../../config/settings.ts';
import { readWeights } from '../../weights/readWeights.ts';
import { counted } from '../formats.ts';
import { openDescriber } from '../reenrol/openDescriber.ts';
import { type Check, ok, problem } from './Check.ts';

const NETWORKS = ['ssd_mobilenetv1', 'face_landmark_68', 'face_recognition'];

/**
 * The settings to check the rest with, and what is wrong with them: a wrong one counts as its default, and whatever
 * depends on it is named in `wrong`.
 */
export function settingsForChecks(environment = process.env): {
  settings: Settings;
  wrong: Map<string, string>;
} {
  const wrong = new Map<string, string>();
  const right = { ...environment };
  for (const { variable } of Object.values(SETTINGS)) {
    try {
      readSettings({ [variable]: environment[variable] });
    } catch (error) {
      wrong.set(variable, (error as Error).message);
      delete right[variable];
    }
  }
  return { settings: readSettings(right), wrong };
}

/**
 * What can be told without asking anybody.
 * @param opened is told the space of the engine, where there is one
 */
export function machineChecks(
  settings: Settings,
  wrong: Map<string, string>,
  opened: (space: string) => void,
): Check[] {
  return [
    { name: 'Node', run: checkNode },
    { name: 'settings', run: () => checkSettings(wrong) },
    { name: 'weights', run: checkWeights },
    { name: 'engine', run: () => checkEngine(settings, wrong, opened) },
  ];
}

async function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const here = `${process.version} on ${process.platform} ${process.arch}`;
  return major > 22 || (major === 22 && minor >= 18)
    ? ok(here)
    : problem(`${here}; 22.18 or newer is needed`, 'Run `npm install`, which brings Node 24.');
}

async function checkSettings(wrong: Map<string, string>) {
  if (wrong.size > 0)
    return problem(`${counted(wrong.size, 'setting')} wrong`, [...wrong.values()].join('\n'));
  const set = Object.values(SETTINGS).filter(({ variable }) => process.env[variable]);
  return ok(
    set.length === 0 ? 'all as by default' : `set: ${set.map(({ variable }) => variable).join(', ')}`,
  );
}

async function checkWeights() {
  for (const network of NETWORKS) await readWeights(network);
  return ok(`${counted(NETWORKS.length, 'network')} as published`);
}

async function checkEngine(settings: Settings, wrong: Map<string, string>, opened: (space: string) => void) {
  if (wrong.has('FACE_ENGINE')) return problem('not tried, FACE_ENGINE is wrong', wrong.get('FACE_ENGINE')!);
  const start = performance.now();
  const { engine, space } = await openDescriber(settings);
  opened(space);
  return ok(`${engine.name} with ${engine.weights}, loaded in ${Math.round(performance.now() - start)} ms`);
}
