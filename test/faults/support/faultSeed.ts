/** FAULT_SEED, or a new one; printed, since a failure replays with it. */
export function faultSeed(): number {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1e6));
  console.log(`FAULT_SEED=${seed}`);
  return seed;
}
