export default {
  files: ['test/deployed/**/*.test.ts'],
  extensions: ['ts'],
  nodeArguments: ['--disable-warning=ExperimentalWarning'],
  concurrency: 2,
  timeout: '5m',
  workerThreads: false,
};
