/** A deep network holds some MB of intermediate numbers a face: a photo of a crowd goes through in parts. */
const AT_ONCE = 16;

/**
 * What a network makes of each, `atOnce` of them at a time.
 * @param run gives one result for each, in order
 */
export async function inBatches<In, Out>(
  all: In[],
  run: (some: In[]) => Promise<Out[]>,
  atOnce = AT_ONCE,
): Promise<Out[]> {
  const results: Out[] = [];
  for (let at = 0; at < all.length; at += atOnce) results.push(...(await run(all.slice(at, at + atOnce))));
  return results;
}
