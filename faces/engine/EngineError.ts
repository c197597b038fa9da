/** The engine that the settings ask for cannot run here. The message says why and what to do. */
export class EngineError extends Error {
  override name = 'EngineError';
}
