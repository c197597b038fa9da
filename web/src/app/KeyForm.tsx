import { useState } from 'preact/hooks';
import { needsKey, useKey } from '../api.ts';
import { LoginButton } from '../login/LoginButton.tsx';

/** Asked for where the API wants a key. It is kept for this window only, and for as long as that is open. */
export function KeyForm() {
  const [key, setKey] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (key.trim()) useKey(key.trim());
  };
  return (
    <main class="key">
      <h1>face-inbox</h1>
      <LoginButton />
      <form onSubmit={submit}>
        <label for="key">Your key</label>
        <input
          id="key"
          type="password"
          autoComplete="off"
          spellcheck={false}
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
          aria-describedby="key-help"
          required
        />
        <button class="primary" type="submit">
          Continue
        </button>
      </form>
      {needsKey.value === 'refused' && <p role="alert">This key is not known, or was revoked.</p>}
      <p id="key-help">
        Whoever runs this inbox makes one: <code>npx face-inbox key add you --scope read --scope admin</code>.
        It is kept until this window is closed.
      </p>
    </main>
  );
}
