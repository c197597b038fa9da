import type { ComponentChildren } from 'preact';
import { FormDialog } from './FormDialog.tsx';

interface ConfirmDialogProps {
  title: string;
  /** What the button says that does it. */
  action: string;
  /** What will happen. */
  children: ComponentChildren;
  /** Closes it once it is done. @throws Error, whose message is shown */
  onConfirm(): Promise<void>;
  onClose(): void;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ onConfirm, ...rest }: ConfirmDialogProps) {
  return <FormDialog {...rest} isDanger onSubmit={onConfirm} />;
}
