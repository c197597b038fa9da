export default {
  files: ['test/pack/**/*.test.ts'],
  extensions: ['ts'],
  nodeArguments: ['--disable-warning=ExperimentalWarning'],
  concurrency: 1,
  timeout: '5m',
  workerThreads: false,
};
