export default {
  // What is deployed, and what is installed, is tried out apart: `npm run test:deployed`, `npm run test:pack`.
  files: ['test/**/*.test.ts', '!test/deployed/**', '!test/pack/**'],
  extensions: ['ts'],
  nodeArguments: ['--disable-warning=ExperimentalWarning'],
  concurrency: 2,
  timeout: '3m',
  workerThreads: false,
};
