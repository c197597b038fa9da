import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A view whose code is loaded when it is first shown, and tried again by a button where the inbox is away. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazily(props: P) {
    const [tries, setTries] = useState(0);
    const [failed, setFailed] = useState(false);
    const [, setLoaded] = useState(loaded !== undefined);
    useEffect(() => {
      if (loaded) return;
      let isGone = false;
      setFailed(false);
      load().then(
        (component) => {
          loaded = component;
          if (!isGone) setLoaded(true);
        },
        () => !isGone && setFailed(true),
      );
      return () => {
        isGone = true;
      };
    }, [tries]);
    if (loaded) {
      const View = loaded;
      return <View {...props} />;
    }
    if (!failed) return <p class="waiting">Loading …</p>;
    return (
      <div class="empty" role="alert">
        <p>This view could not be loaded: the inbox is away, or was brought up to date.</p>
        <p>
          <button type="button" onClick={() => setTries(tries + 1)}>
            Try again
          </button>{' '}
          <button type="button" onClick={() => location.reload()}>
            Load the page anew
          </button>
        </p>
      </div>
    );
  };
}
