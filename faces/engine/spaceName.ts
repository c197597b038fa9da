/** What a space of descriptors can be called. */
export const SPACE_NAME = /^[a-z0-9][a-z0-9._-]{2,63}$/;
export const SPACE_RULE =
  '3 to 64 small letters, digits, ".", "_" and "-", beginning with a letter or digit: ' +
  'another name for each model and each way to feed it';
