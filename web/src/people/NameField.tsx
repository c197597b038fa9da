import { useId } from 'preact/hooks';
import { nameProblem } from './nameProblem.ts';

interface NameFieldProps {
  label: string;
  value: string;
  onInput(value: string): void;
  /** Said below where nothing is wrong. */
  hint?: string | undefined;
  /** Names that are offered. */
  offers?: string[];
  autoFocus?: boolean;
}

/** A field for a name; what is wrong with it is said while it is typed. */
export function NameField({ label, value, onInput, hint, offers, autoFocus }: NameFieldProps) {
  const id = useId();
  const problem = nameProblem(value);
  return (
    <div class="name-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        dir="auto"
        autoComplete="off"
        spellcheck={false}
        value={value}
        list={offers ? `${id}-offers` : undefined}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-told`}
        // biome-ignore lint/a11y/noAutofocus: it is what the dialog was opened for
        autoFocus={autoFocus}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {offers && (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      <p id={`${id}-told`} class={problem ? 'problem' : 'quiet'} aria-live="polite">
        {problem ?? hint ?? ''}
      </p>
    </div>
  );
}
