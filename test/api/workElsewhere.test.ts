import test from 'ava';
import { answerRequest } from '../../api/answerRequest.ts';
import { openApi } from '../../api/openApi.ts';
import { readSettings } from '../../config/settings.ts';

const api = openApi(
  readSettings({}),
  () => {},
  (error) => {
    throw error;
  },
);
const ASKED: [method: string, path: string, body: object | undefined, command: string][] = [
  ['POST', '/v1/people/ann/rename', { to: 'anna' }, 'people rename'],
  ['POST', '/v1/people/ann/merge', { into: 'anna' }, 'people merge'],
  ['POST', '/v1/people/ann/forget', undefined, 'forget'],
  ['POST', '/v1/unknown/unknown-17/name', { person: 'ann' }, 'name'],
  ['POST', '/v1/unknown/unknown-17/split', { faces: [{ image: 'a.jpg', face: 0 }] }, 'unknown split'],
  ['GET', '/v1/work', undefined, 'people'],
  ['GET', '/v1/work/1', undefined, 'people'],
];

for (const [method, path, body, command] of ASKED)
  test(`where nothing goes on after an answer, ${method} ${path} names the command that does it`, async (t) => {
    const { status, body: text } = await answerRequest(
      {
        ...{ method, path, query: '', headers: { 'content-type': 'application/json' } },
        body: Buffer.from(body ? JSON.stringify(body) : ''),
      },
      api,
    );
    t.is(status, 501);
    const problem = JSON.parse(String(text));
    t.is(problem.type, 'urn:face-inbox:no-work-here');
    t.true(problem.remedy.includes(`npx face-inbox ${command}`), problem.remedy);
  });
