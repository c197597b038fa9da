/** A frame that was looked at, and what was seen in it. */
export interface Looked<F, S> {
  frame: F;
  seen: S;
}

export interface LookingCloser<F, S> {
  /** Whether a frame is looked at in any case. */
  isDue(frame: F): boolean;
  look(frame: F): Promise<S>;
  /** Whether two frames of one scene show the same faces at their places. */
  same(one: S, other: S): boolean;
  /** Whether a scene ends between two frames that follow each other. */
  isCut(one: F, other: F): boolean;
}

/**
 * Looks at some frames of a video, as many as it takes to tell when faces come and go: at those that are due, on both sides of
 * every cut, and where two looks at one scene do not show the same, at the frames between, by halves, until the two are
 * neighbours. What comes and goes between two looks is not seen.
 * @param frames all of a chunk, in order of time; those since the last look are held
 * @returns the frames that were looked at, in order of time
 */
export async function* lookCloser<F, S>(
  frames: AsyncIterable<F>,
  { isDue, look, same, isCut }: LookingCloser<F, S>,
): AsyncGenerator<Looked<F, S>> {
  const lookAt = async (frame: F): Promise<Looked<F, S>> => ({ frame, seen: await look(frame) });

  async function* between(
    before: Looked<F, S>,
    held: F[],
    after: Looked<F, S>,
  ): AsyncGenerator<Looked<F, S>> {
    if (held.length === 0 || same(before.seen, after.seen)) return;
    const middle = held.length >> 1;
    const found = await lookAt(held[middle]!);
    yield* between(before, held.slice(0, middle), found);
    yield found;
    yield* between(found, held.slice(middle + 1), after);
  }

  let last: Looked<F, S> | undefined;
  let held: F[] = [];
  /** Looks at a frame, and closer at what is held. */
  async function* goTo(frame: F): AsyncGenerator<Looked<F, S>> {
    const now = await lookAt(frame);
    if (last) yield* between(last, held, now);
    yield now;
    last = now;
    held = [];
  }
  /** The end of a scene, or of a chunk, is where the next one begins: its last frame is looked at too. */
  async function* end(): AsyncGenerator<Looked<F, S>> {
    const frame = held.pop();
    if (frame) yield* goTo(frame);
    last = undefined;
  }

  for await (const frame of frames) {
    const before = held.at(-1) ?? last?.frame;
    if (before && isCut(before, frame)) yield* end();
    if (last && !isDue(frame)) held.push(frame);
    else yield* goTo(frame);
  }
  yield* end();
}
