import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../parts/Announcer.tsx';
import { lazily } from '../parts/lazily.tsx';
import { judge } from './judge.ts';
import { Sparkline } from './Sparkline.tsx';
import { stats, watchStats } from './stats.ts';

const Panel = lazily(async () => (await import('./HealthPanel.tsx')).HealthPanel);

/** How the inbox is, in a few words; a click tells more. */
export function Health() {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(watchStats, []);

  const now = stats.value;
  const health = now && judge(now);
  const worst = health?.troubles[0];
  const trouble = worst?.what;
  useEffect(() => {
    if (worst?.level === 'bad') announce(worst.what);
  }, [trouble]);

  useEffect(() => {
    if (!isOpen) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    const leave = (event: Event) => {
      if (!whole.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('keydown', press, { capture: true });
    addEventListener('pointerdown', leave);
    return () => {
      removeEventListener('keydown', press, { capture: true });
      removeEventListener('pointerdown', leave);
    };
  }, [isOpen]);

  if (!now || !health) return null;
  return (
    <div class={`health is-${health.level}`} ref={whole}>
      <button
        type="button"
        class="health-button"
        ref={button}
        aria-expanded={isOpen}
        aria-controls="health-panel"
        title="How the inbox is"
        onClick={() => setOpen(!isOpen)}
      >
        <span class="health-dot" aria-hidden="true" />
        <span class="visually-hidden">The inbox: </span>
        {health.short}
        <Sparkline perMinute={now.lastHour.perMinute} />
      </button>
      {isOpen && (
        <section id="health-panel" class="health-panel" aria-label="How the inbox is">
          <Panel stats={now} health={health} />
        </section>
      )}
    </div>
  );
}
