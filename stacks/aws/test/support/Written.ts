// What Terraform reads is JSON of any shape, which tests look into.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Written = any;
