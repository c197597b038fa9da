/** `npm run deploy` and `npm run destroy`; `-- --yes` to be asked nothing. */
import { parseArgs } from 'node:util';
import { SettingError } from '../config/SettingError.ts';
import { PackagingError } from '../packaging/PackagingError.ts';
import { DeploymentError } from '../stacks/aws/DeploymentError.ts';
import { describeError } from '../terminal/describeError.ts';
import { WeightsError } from '../weights/WeightsError.ts';
import { DeployError } from './DeployError.ts';
import { deploy, destroy } from './deploy.ts';

const KNOWN = [DeployError, DeploymentError, PackagingError, SettingError, WeightsError];
const COMMANDS = { deploy, destroy };

try {
  const [command, ...args] = process.argv.slice(2);
  const { yes } = parseArgs({ args, options: { yes: { type: 'boolean', default: false } } }).values;
  const isTTY = process.stdin.isTTY ?? false;
  const done = await COMMANDS[command as keyof typeof COMMANDS]({ yes, isTTY });
  if (!done) process.exitCode = 1;
} catch (error) {
  const wrongOption = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ?? false;
  if (!wrongOption && !KNOWN.some((kind) => error instanceof kind)) throw error;
  console.error(describeError(error));
  process.exitCode = wrongOption ? 2 : 1;
}
