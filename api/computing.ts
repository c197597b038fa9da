/** The paths of what runs the networks. Whoever stands before the function lets as many in at once as there are engines. */
export const COMPUTING = {
  recognise: '/v1/recognise',
  compare: '/v1/compare',
  describe: '/v1/describe',
} as const;
