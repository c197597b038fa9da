/** The soak itself cannot go on; what the system does wrong is a figure of it instead. */
export class SoakError extends Error {
  override name = 'SoakError';
}
