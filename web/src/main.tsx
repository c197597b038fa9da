import { render } from 'preact';
import { App } from './app/App.tsx';
import { watchWaiting } from './upload/waiting.ts';

watchWaiting();
render(<App />, document.getElementById('page')!);
