import { spawn } from 'node:child_process';

/** What opens an address with the person's browser, by platform; the first that is there. WSL has the second of Linux. */
const OPENERS: Partial<Record<NodeJS.Platform, [program: string, ...args: string[]][]>> = {
  darwin: [['open']],
  win32: [['rundll32', 'url.dll,FileProtocolHandler']],
  linux: [['xdg-open'], ['wslview']],
};

/** Opens a page in the browser of the system. @returns what hinders it, in words; undefined where it is opened. */
export async function openPage(url: string, platform = process.platform): Promise<string | undefined> {
  const failures: string[] = [];
  for (const [program, ...args] of OPENERS[platform] ?? []) {
    const failure = await run(program, [...args, url]);
    if (failure === undefined) return undefined;
    failures.push(failure);
  }
  const why = failures.join(', ') || `nothing is known on ${platform} that opens a browser`;
  return `The page is not opened: ${why}. Open ${url} in a browser yourself.`;
}

/** How long an opener may take to fail; a browser that it has become goes on for as long as it is used. */
const SECONDS = 5;

function run(program: string, args: string[]): Promise<string | undefined> {
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.unref();
  return new Promise((resolve) => {
    const opened = setTimeout(() => resolve(undefined), SECONDS * 1000);
    const done = (failure?: string) => {
      clearTimeout(opened);
      resolve(failure);
    };
    child.on('error', (error: NodeJS.ErrnoException) =>
      done(
        error.code === 'ENOENT' ? `there is no ${program}` : `${program} does not start (${error.message})`,
      ),
    );
    child.on('exit', (code, signal) =>
      done(code === 0 ? undefined : `${program} ended with ${signal ?? `code ${code}`}`),
    );
  });
}
