/** A setting breaks its rule. The message states the variable, its value, the rule and the remedy. */
export class SettingError extends Error {
  override name = 'SettingError';
}
