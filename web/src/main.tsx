import { render } from 'preact';
import { App } from './app/App.tsx';
import { comeBack } from './login/login.ts';

if (!(await comeBack())) render(<App />, document.getElementById('page')!);
