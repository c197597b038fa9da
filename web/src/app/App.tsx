import { useEffect, useRef } from 'preact/hooks';
import { needsKey } from '../api.ts';
import { Announcer } from '../parts/Announcer.tsx';
import { UndoBar } from '../people/UndoBar.tsx';
import { DropZone } from '../upload/DropZone.tsx';
import { UploadPanel } from '../upload/UploadPanel.tsx';
import { Header } from './Header.tsx';
import { path } from './here.ts';
import { KeyForm } from './KeyForm.tsx';
import { viewOf } from './views.tsx';

export function App() {
  const { view, what } = viewOf(path.value);
  const title = needsKey.value ? 'Key' : view.title(what);
  useEffect(() => {
    document.title = `${title} · face-inbox`;
  }, [title]);

  const main = useRef<HTMLElement>(null);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    // Who does not see the page hears from here on what is new.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [view]);

  if (needsKey.value) return <KeyForm />;
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <Header view={view} />
      <main id="main" tabIndex={-1} ref={main}>
        <view.Component what={what} />
      </main>
      <UploadPanel />
      <DropZone />
      <UndoBar />
      <Announcer />
    </>
  );
}
