import { useState } from 'preact/hooks';
import { read } from '../api.ts';
import { navigate } from '../app/here.ts';
import { Icon } from '../parts/Icon.tsx';
import { addressOf, type Filter } from './Filter.ts';

const CHOICES: { show: Filter['show']; name: string }[] = [
  { show: 'all', name: 'All' },
  { show: 'analysed', name: 'Analysed' },
  { show: 'enrolled', name: 'Enrolled' },
  { show: 'rejected', name: 'Refused' },
];

/** Which photos are shown: by how they ended, or by who is on them. */
export function FilterBar({ filter }: { filter: Filter }) {
  return (
    <div class="filters">
      <nav class="shows" aria-label="Which photos">
        {CHOICES.map(({ show, name }) => (
          <a
            key={show}
            href={addressOf({ show })}
            aria-current={filter.person === undefined && filter.show === show ? 'true' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      <PersonSearch person={filter.person} />
    </div>
  );
}

function PersonSearch({ person }: { person: string | undefined }) {
  const [names, setNames] = useState<string[]>([]);
  const find = async () => {
    const page = await read<{ people: { person: string }[] }>('/v1/people?limit=1000').catch(() => undefined);
    setNames((page?.people ?? []).map((one) => one.person).sort((a, b) => a.localeCompare(b)));
  };
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('person')).trim();
    navigate(name ? addressOf({ show: 'all', person: name }) : '/');
  };
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    if (names.includes(currentTarget.value)) currentTarget.form!.requestSubmit();
  };
  return (
    <search class="search">
      <form onSubmit={search} key={person}>
        <Icon name="search" />
        <input
          type="search"
          name="person"
          aria-label="Photos of a person"
          placeholder="Find a person"
          dir="auto"
          list="people-names"
          autoComplete="off"
          defaultValue={person ?? ''}
          onFocus={() => void find()}
          onInput={choose}
        />
        <datalist id="people-names">
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </form>
    </search>
  );
}
