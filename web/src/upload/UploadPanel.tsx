import { Icon } from '../parts/Icon.tsx';
import { count, fileName } from '../parts/words.ts';
import {
  cancel,
  cancelAll,
  dismiss,
  isSending,
  leftOut,
  retry,
  retryAll,
  type Upload,
  uploads,
} from './uploads.ts';

/** So many files are listed; of the others only the number is told. */
const LISTED = 60;

/** What is being added: how far it is, all in all and each file, and what failed. */
export function UploadPanel() {
  const all = uploads.value;
  if (all.length === 0 && leftOut.value === 0) return null;
  const failed = all.filter(({ state }) => state === 'failed');
  const sent = all.filter(({ state }) => state === 'sent').length;
  const bytes = all.reduce((sum, { file }) => sum + file.size, 0);
  const done = all.reduce(
    (sum, upload) => sum + (upload.state === 'sent' ? upload.file.size : upload.sent),
    0,
  );
  const listed = [...all].sort((a, b) => ORDER[a.state] - ORDER[b.state]).slice(0, LISTED);
  return (
    <section class="uploads" aria-labelledby="uploads-title">
      <header>
        <h2 id="uploads-title">
          {isSending.value ? `Adding ${count(all.length, 'file')}` : titleOf(sent, failed.length)}
        </h2>
        {failed.length > 1 && (
          <button type="button" class="plain" onClick={retryAll}>
            Try all again
          </button>
        )}
        {isSending.value ? (
          <button type="button" class="plain" onClick={cancelAll}>
            Cancel all
          </button>
        ) : (
          <button type="button" class="plain" aria-label="Close" onClick={dismiss}>
            <Icon name="close" />
          </button>
        )}
      </header>
      {isSending.value && (
        <p class="all">
          <progress max={Math.max(bytes, 1)} value={done} aria-label="All files" />
          <span class="quiet">
            {sent} of {all.length}
          </span>
        </p>
      )}
      {leftOut.value > 0 && (
        <p class="quiet">
          {count(leftOut.value, 'other file')} in the folders left out: no photos or videos.
        </p>
      )}
      <ul>
        {listed.map((upload) => (
          <Row key={upload.id} upload={upload} />
        ))}
      </ul>
      {all.length > LISTED && <p class="quiet">And {count(all.length - LISTED, 'more file')}.</p>}
    </section>
  );
}

const ORDER: Record<Upload['state'], number> = { failed: 0, sending: 1, queued: 2, sent: 3 };

function titleOf(sent: number, failed: number): string {
  if (failed === 0) return `${count(sent, 'file')} added`;
  return sent === 0 ? `${count(failed, 'file')} could not be added` : `${sent} added, ${failed} could not be`;
}

function Row({ upload: { id, path, state, file, sent, error } }: { upload: Upload }) {
  const name = fileName(path);
  return (
    <li class={`is-${state}`}>
      <bdi class="file" title={path}>
        {name}
      </bdi>
      {state === 'sending' && (
        <progress max={Math.max(file.size, 1)} value={sent} aria-label={`${name} is sent`} />
      )}
      {state === 'queued' && <span class="quiet">waits</span>}
      {state === 'sent' && (
        <span class="sent">
          <Icon name="done" />
          added
        </span>
      )}
      {state === 'failed' && (
        <button type="button" class="plain" aria-label={`Try again: ${name}`} onClick={() => retry(id)}>
          <Icon name="again" />
          Try again
        </button>
      )}
      {state !== 'sent' && (
        <button
          type="button"
          class="plain"
          aria-label={state === 'failed' ? `Leave out ${name}` : `Cancel ${name}`}
          onClick={() => cancel(id)}
        >
          <Icon name="close" />
        </button>
      )}
      {error && (
        <p class="error">
          {error.message} {error.remedy}
        </p>
      )}
    </li>
  );
}
