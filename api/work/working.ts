/**
 * Whether a request is about the long changes of people, which go on after it is answered. Whoever stands before the functions gives
 * it to the one whose process stays.
 */
export function isWorking(method: string, path: string): boolean {
  if (/^\/v1\/work(\/|$)/.test(path)) return method === 'GET';
  return method === 'POST' && /^\/v1\/(people|unknown)\/.+\/(rename|merge|forget|name|split)$/s.test(path);
}
