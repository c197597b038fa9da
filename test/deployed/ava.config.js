/** What takes longest begins first, so that it is not waited for at the end. */
const LONGEST = ['deployed', 'faults', 'killed', 'roles'];
const place = (file) => {
  const at = LONGEST.findIndex((name) => file.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONGEST.length : at;
};

export default {
  files: ['test/deployed/**/*.test.ts'],
  extensions: ['ts'],
  nodeArguments: ['--disable-warning=ExperimentalWarning'],
  concurrency: 2,
  sortTestFiles: (a, b) => place(a) - place(b),
  timeout: '5m',
  workerThreads: false,
};
