import type { ApiError } from '../api.ts';

/** Where something could not be read: why, what to do, and to try again. */
export function Refusal({ error, onAgain }: { error: ApiError; onAgain: () => unknown }) {
  return (
    <div class="failed" role="alert">
      <p>
        {error.message} {error.remedy}
      </p>
      <button type="button" onClick={() => void onAgain()}>
        Try again
      </button>
    </div>
  );
}
