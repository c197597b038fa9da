import { useEffect, useState } from 'preact/hooks';
import { logIn, loginPlace } from './login.ts';

/** There where users can log in; nothing elsewhere. */
export function LoginButton() {
  const [place, setPlace] = useState<Awaited<ReturnType<typeof loginPlace>>>();
  useEffect(() => {
    void loginPlace().then(setPlace);
  }, []);
  if (!place) return null;
  return (
    <p>
      <button class="primary" type="button" onClick={() => void logIn(place)}>
        Log in
      </button>
    </p>
  );
}
