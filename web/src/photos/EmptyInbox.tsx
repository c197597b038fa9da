import { Icon } from '../parts/Icon.tsx';
import type { Filter } from './Filter.ts';

const WORDS: Record<Filter['show'], string> = {
  all: '',
  analysed: 'No photo was analysed yet.',
  enrolled: 'Nobody was enrolled by a photo yet: drop one of them on the page People.',
  rejected: 'Every photo was accepted.',
};

/** How to begin; or that nothing is of that kind. */
export function EmptyInbox({ filter: { show, person } }: { filter: Filter }) {
  if (person !== undefined || show !== 'all')
    return (
      <div class="empty">
        <p>{person === undefined ? WORDS[show] : 'On no photo that was looked at so far.'}</p>
        <p>
          <a href="/">All photos</a>
        </p>
      </div>
    );
  const variables = `AWS_ENDPOINT_URL=${location.origin} AWS_DEFAULT_REGION=us-east-1`;
  return (
    <div class="empty begin">
      <div class="begin-drop">
        <Icon name="photo" />
        <h2>Drop a photo here</h2>
        <p>
          Or a whole folder; or paste one. It is looked at right away: each face gets a frame, and a name
          where the inbox knows it.
        </p>
      </div>
      <details>
        <summary>From a terminal</summary>
        <p>Whatever is put into the bucket appears here too:</p>
        <pre>
          <code>{`export ${variables}\nexport AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local\naws s3 cp party.jpg s3://face-inbox/`}</code>
        </pre>
        <p>To make somebody known, a photo of theirs goes below their name:</p>
        <pre>
          <code>aws s3 cp ann.jpg s3://face-inbox/people/ann/</code>
        </pre>
      </details>
    </div>
  );
}
