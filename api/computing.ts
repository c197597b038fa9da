/** The paths of what runs the networks. Whoever stands before the function lets as many in at once as there are engines. */
export const COMPUTING = {
  recognise: '/v1/recognise',
  compare: '/v1/compare',
  describe: '/v1/describe',
} as const;

/** The path of what decodes photos to show them. Whoever stands before the function lets few of these in at once. */
export const isPicture = (path: string): boolean => /^\/v1\/images\/.+\/picture$/s.test(path);
