import test from 'ava';
import { cacheFolder, IS_PACKAGE } from '../config/cacheFolder.ts';

test("the cache is where the user's programs have theirs", (t) => {
  t.is(cacheFolder({ HOME: '/home/ann' }, 'linux'), '/home/ann/.cache/face-inbox');
  t.is(cacheFolder({ HOME: '/Users/ann' }, 'darwin'), '/Users/ann/Library/Caches/face-inbox');
  t.is(cacheFolder({ HOME: '/home/ann', XDG_CACHE_HOME: '/fast' }, 'linux'), '/fast/face-inbox');
});

test('a relative XDG_CACHE_HOME does not count, as its specification says', (t) => {
  t.is(cacheFolder({ HOME: '/home/ann', XDG_CACHE_HOME: 'here' }, 'linux'), '/home/ann/.cache/face-inbox');
});

test('the repository is no package', (t) => {
  t.false(IS_PACKAGE);
});
