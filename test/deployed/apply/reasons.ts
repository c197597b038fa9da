export const LABELS = 'labels for people, nothing acts on them';
export const DESTROYED = 'for Terraform, when it takes things away';
export const NAMED_FOR_PEOPLE = 'a description for people';
