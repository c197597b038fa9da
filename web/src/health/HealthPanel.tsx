import { count, number } from '../parts/words.ts';
import { HourPlot, HourTable } from './HourPlot.tsx';
import type { Health } from './judge.ts';
import type { Stats } from './stats.ts';

/** What is wrong and what to do; then the numbers, and the last hour. */
export function HealthPanel({ stats, health }: { stats: Stats; health: Health }) {
  const { queues, lastHour, engine } = stats;
  const { images, retries, videos, chunks, deadLetters } = queues;
  const perMinute = lastHour.perMinute.at(-1) ?? 0;
  const looked = lastHour.analysed + lastHour.enrolled + lastHour.rejected;
  const films = videos.waiting + videos.atWork;
  const parts = chunks.waiting + chunks.atWork;
  return (
    <>
      {health.troubles.map(({ level, what, todo }) => (
        <div key={what} class={`trouble is-${level}`}>
          <p>
            <strong>{what}</strong>
          </p>
          {todo.map(({ words, command }) => (
            <p key={words}>
              {words} {command && <code>{command}</code>}
            </p>
          ))}
        </div>
      ))}
      {health.troubles.length === 0 && <p class="health-words">{sentenceOf(stats)}</p>}
      <dl class="numbers">
        <Figure name="waiting" value={images.waiting} />
        <Figure name="being looked at" value={images.atWork} />
        <Figure name="in the last minute" value={perMinute} />
        <Figure name="tried again" value={retries.waiting + retries.atWork} level="warn" />
        <Figure name="given up" value={deadLetters.waiting + deadLetters.atWork} level="bad" />
        <Figure name="not accepted this hour" value={lastHour.rejected} />
      </dl>
      {films + parts > 0 && (
        <p class="quiet">
          {[
            films > 0 && `${count(films, 'film')} to be cut`,
            parts > 0 && `${count(parts, 'part')} of films to look at`,
          ]
            .filter(Boolean)
            .join(', ')}
          .
        </p>
      )}
      <h2>The last hour</h2>
      <HourPlot stats={stats} />
      <p class="quiet">
        {count(looked, 'photo')}
        {lastHour.rejected > 0 && (
          <>
            , <a href="/?show=rejected">{number(lastHour.rejected)} not accepted</a>
          </>
        )}
        {!lastHour.isComplete && ', and more: only the newest are counted'}. Engine: {engine.name},{' '}
        {engine.precision}.
      </p>
      <details>
        <summary>As a table</summary>
        <HourTable stats={stats} />
      </details>
    </>
  );
}

function sentenceOf({ queues: { images }, lastHour: { perMinute } }: Stats): string {
  const waits = images.waiting + images.atWork;
  if (waits === 0) return 'Everything that was dropped has been looked at.';
  const rate = Math.max(perMinute.at(-1) ?? 0, (perMinute.at(-2) ?? 0) / 2);
  const minutes = rate > 0 ? Math.ceil(waits / rate) : undefined;
  const left =
    minutes === undefined ? '' : minutes <= 1 ? ', a minute at most' : `, about ${count(minutes, 'minute')}`;
  return `${count(waits, 'photo')} to look at${left}.`;
}

function Figure({ name, value, level = '' }: { name: string; value: number; level?: 'warn' | 'bad' | '' }) {
  return (
    <div class={value > 0 && level ? `is-${level}` : ''}>
      <dt>{name}</dt>
      <dd>{number(value)}</dd>
    </div>
  );
}
