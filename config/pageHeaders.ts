/** Hosts that the page has to reach beside its own. */
interface Others {
  /** What it asks. */
  asked?: string[];
  /** What it shows pictures and films of. */
  shown?: string[];
}

/**
 * What the page may do: load its own files and no others, ask its own endpoint, show pictures that it has itself made of
 * bytes. Nothing inline, no frame around it, no form that goes elsewhere, and no text that becomes markup.
 */
export function contentSecurityPolicy({ asked = [], shown = [] }: Others = {}): string {
  const and = (hosts: string[]) => hosts.map((host) => ` ${host}`).join('');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' blob: data:${and(shown)}`,
    `media-src 'self' blob:${and(shown)}`,
    `connect-src 'self'${and(asked)}`,
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Besides, of every answer that is part of the page. */
export const OTHER_PAGE_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** As the endpoint of `npm start` serves it. */
export const PAGE_HEADERS = {
  'content-security-policy': contentSecurityPolicy(),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...OTHER_PAGE_HEADERS,
};
