import test from 'ava';
import { readSettings } from '../../config/settings.ts';
import { apiFunctions } from '../../local/api/apiFunctions.ts';
import { topology } from '../../stacks/topology.ts';

test('a slow request ends what reads and looks after FUNCTION_TIMEOUT, and not the process of the long changes', (t) => {
  const { api } = topology(readSettings({ FUNCTION_TIMEOUT: '7' }));
  const { specs, names } = apiFunctions(api, (file) => file, {}, undefined);
  const secondsOf = (wanted: string) => specs.find(({ name }) => name === wanted)?.timeoutSeconds;
  t.deepEqual([names.computing, names.others, names.pictures].map(secondsOf), [7, 7, 7]);
  t.is(secondsOf(names.working), 900);
});
