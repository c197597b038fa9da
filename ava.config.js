export default {
  // What is deployed is tried out apart: `npm run test:deployed`.
  files: ['test/**/*.test.ts', '!test/deployed/**'],
  extensions: ['ts'],
  nodeArguments: ['--disable-warning=ExperimentalWarning'],
  concurrency: 2,
  timeout: '3m',
  workerThreads: false,
};
