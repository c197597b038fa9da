import { render } from 'preact';
import { App } from './app/App.tsx';
import { comeBack } from './login/login.ts';
import { watchWaiting } from './upload/waiting.ts';

if (!(await comeBack())) {
  watchWaiting();
  render(<App />, document.getElementById('page')!);
}
