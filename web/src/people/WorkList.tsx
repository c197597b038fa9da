import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { Icon } from '../parts/Icon.tsx';
import { urlOf } from './Person.ts';
import { stepInWords, workInWords } from './workInWords.ts';
import { begin, dismiss, findWorks, type Work, works } from './works.ts';

let isFound = false;

/** Changes of people that are under way, and how the last ones ended. */
export function WorkList() {
  useEffect(() => {
    if (!isFound) void findWorks();
    isFound = true;
  }, []);
  if (works.value.length === 0) return null;
  return (
    <ul class="works" aria-label="Changes">
      {works.value.map((work) => (
        <Row key={work.id} work={work} />
      ))}
    </ul>
  );
}

function Row({ work }: { work: Work }) {
  const [error, setError] = useState<string>();
  const goOn = async () => {
    try {
      await begin(...againOf(work));
      dismiss(work);
    } catch (failure) {
      setError(failure instanceof ApiError ? `${failure.message} ${failure.remedy}` : String(failure));
    }
  };
  const { done, total } = work.step;
  return (
    <li class={`is-${work.status}`}>
      <span class="what" dir="auto">
        {workInWords(work)}
        {work.status === 'failed' && !error && <span class="quiet"> {work.problem?.remedy}</span>}
        {error && <span class="quiet"> {error}</span>}
      </span>
      {work.status === 'working' && (
        <span class="step quiet">
          <progress {...(total > 0 && { max: total, value: done })} aria-label={workInWords(work)} />
          {stepInWords(work)}
        </span>
      )}
      {work.status === 'failed' && work.kind !== 'split' && (
        <button type="button" onClick={() => void goOn()}>
          Go on
        </button>
      )}
      {work.status !== 'working' && (
        <button type="button" class="plain" aria-label="Close" onClick={() => dismiss(work)}>
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

/** What has to be asked for so that it goes on. */
function againOf({ kind, person = '', to, group = '' }: Work): [path: string, body?: object] {
  switch (kind) {
    case 'rename':
      return [urlOf(person, 'rename'), { to }];
    case 'merge':
      return [urlOf(person, 'merge'), { into: to }];
    case 'name':
      return [`/v1/unknown/${encodeURIComponent(group)}/name`, { person }];
    default:
      return [urlOf(person, 'forget')];
  }
}
