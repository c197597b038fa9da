/** A data folder that is not taken as it is. The message states what is there, the rule, and what to do. */
export class DataFolderError extends Error {
  override name = 'DataFolderError';
}
