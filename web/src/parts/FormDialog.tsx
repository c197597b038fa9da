import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';

interface FormDialogProps {
  title: string;
  /** What the button says that does it. */
  action: string;
  isDanger?: boolean;
  /** Whether it can be done as it is filled in. */
  isReady?: boolean;
  children: ComponentChildren;
  /** Closes it once it is done. @throws ApiError, which is shown */
  onSubmit(): Promise<void> | void;
  onClose(): void;
}

/** Asks for what is needed, or whether it is meant. Open as long as it is rendered; Escape closes it. */
export function FormDialog({
  title,
  action,
  isDanger,
  isReady = true,
  children,
  onSubmit,
  onClose,
}: FormDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  useEffect(() => {
    dialog.current!.showModal();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!isReady || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
      dialog.current?.close();
    } catch (failure) {
      setError(failure instanceof ApiError ? `${failure.message} ${remedyOf(failure)}` : String(failure));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="form-dialog" aria-labelledby={id} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <h2 id={id} dir="auto">
          {title}
        </h2>
        {children}
        {error && (
          <p class="error" role="alert" dir="auto">
            {error}
          </p>
        )}
        <footer>
          <button type="button" onClick={() => dialog.current!.close()}>
            Cancel
          </button>
          <button type="submit" class={isDanger ? 'danger' : 'primary'} disabled={!isReady || isBusy}>
            {action}
          </button>
        </footer>
      </form>
    </dialog>
  );
}

/** What is to be done by a command is nothing for who has only the page, unless there is no other way. */
function remedyOf({ status, remedy }: ApiError): string {
  return status !== 501 && remedy.includes('npx ') ? '' : remedy;
}
