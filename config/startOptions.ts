import { InvalidArgumentError, Option } from 'commander';

export interface StartOptions {
  port: number;
  data: string;
  ephemeral?: boolean;
  demo?: boolean;
  open?: boolean;
}

/** Where everything is kept unless told otherwise, in the folder that one is in. */
export const DATA_FOLDER = '.face-inbox';

/** What `npm start --` and `face-inbox start` can be told. */
export function startOptions(): Option[] {
  return [
    new Option('--port <n>', 'the port of the endpoint; 0 for any free one')
      .argParser(readPort)
      .default(4566),
    new Option('--data <dir>', 'where photos, people and results are kept').default(DATA_FOLDER),
    new Option('--ephemeral', 'keep nothing after the end').conflicts('data'),
    new Option('--demo', 'drop sample photos, enrol one face of them, and show what was found'),
    new Option('--open', "open the endpoint's page in the browser, once all is ready"),
  ];
}

function readPort(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return value;
}
