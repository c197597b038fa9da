import test from 'ava';
import fc from 'fast-check';
import { SettingError } from '../../config/SettingError.ts';
import { readSettings } from '../../config/settings.ts';
import { DLIB_RESNET, FITTED_TO } from '../../faces/engine/dlibResnet.ts';
import { openFinder } from '../../faces/Finder.ts';
import { gammaBelow, gammaQuantile } from '../../faces/match/gamma.ts';
import { limitFor } from '../../faces/match/limitFor.ts';
import { strangersLimit } from '../../faces/match/strangersLimit.ts';
import weights from '../../weights/manifest.json' with { type: 'json' };

const { limit, strangers } = DLIB_RESNET.spaces.trained;
const near = (value: number, expected: number, share = 1e-9) => Math.abs(value / expected - 1) < share;

test('The Gamma distribution is that of chi squares: known shares, also the tiniest', (t) => {
  // Of shape 1 it is the exponential distribution; of a whole shape n, 1 less a Poisson sum.
  for (const x of [1e-9, 0.01, 1, 5]) t.true(near(gammaBelow(1, x), -Math.expm1(-x)), `${x}`);
  t.true(near(gammaBelow(3, 0.5), 1 - Math.exp(-0.5) * (1 + 0.5 + 0.125), 1e-12));
  // Chi square of 10 degrees of freedom: 5 % lie below 3.940299.
  t.true(near(2 * gammaQuantile(5, 0.05), 3.940299136, 1e-8));
  // x^a / (a Gamma(a)) where x is tiny: Gamma(30) is 29!.
  const factorial = Array.from({ length: 30 }, (_, at) => at + 1).reduce((all, one) => all * one, 1);
  t.true(near(gammaBelow(30, 0.001), (0.001 ** 30 / factorial) * Math.exp(-0.001), 1e-3));
});

test('A quantile is where the share lies', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 500, noNaN: true }),
      fc.double({ min: -12, max: -0.01, noNaN: true }),
      (shape, power) => near(gammaBelow(shape, gammaQuantile(shape, 10 ** power)), 10 ** power, 1e-6),
    ),
  );
  t.pass();
});

test('At the limit strangers are named at the rate that was promised, by the distribution itself', (t) => {
  for (const rate of [1e-6, 0.001, 0.2])
    for (const photos of [1, 10, 1000, 1_000_000]) {
      const at = strangersLimit(rate, photos, strangers!);
      const each = gammaBelow(strangers!.shape, (at ** 2 * strangers!.shape) / strangers!.meanSquare);
      t.true(near(-Math.expm1(photos * Math.log1p(-each)), rate, 1e-6), `${rate} ${photos}`);
    }
});

test('The limit falls with the number of photos and with the promise, and nobody enrolled is as one photo', (t) => {
  const all = { limit, strangers: { ...strangers!, rate: 0.001 } };
  const limits = [0, 1, 10, 100, 1000, 10_000].map((photos) => limitFor(all, photos));
  t.is(limits[0], limits[1]);
  t.true(
    limits.slice(2).every((one, index) => one < limits[index + 1]!),
    limits.join(', '),
  );
  t.true(limitFor({ limit, strangers: { ...strangers!, rate: 0.0001 } }, 10) < limits[2]!);
  // What the documents say.
  t.deepEqual(
    limits.slice(1).map((one) => one.toFixed(3)),
    ['0.524', '0.488', '0.458', '0.432', '0.408'],
  );
});

test("The recogniser's own limit is never exceeded, and rules where nothing is known of strangers", (t) => {
  t.is(limitFor({ limit, strangers: { ...strangers!, rate: 0.2 } }, 1), limit);
  for (const photos of [0, 1, 1e6]) t.is(limitFor({ limit: 0.4 }, photos), 0.4);
});

test('MATCH_DISTANCE goes before the promise, and the promise is 0.001 by default', async (t) => {
  const matchOf = async (settings: Record<string, string>) =>
    (await openFinder(readSettings(settings))).match;
  t.like(await matchOf({}), { limit, strangers: { ...strangers!, rate: 0.001 } });
  t.is((await matchOf({ MAX_FALSE_MATCHES: '0.01' })).strangers!.rate, 0.01);
  const fixed = await matchOf({ MATCH_DISTANCE: '0.6', MAX_FALSE_MATCHES: '0.01' });
  t.is(limitFor(fixed, 100_000), 0.6);
  t.throws(() => readSettings({ MAX_FALSE_MATCHES: '0.1 %' }), {
    instanceOf: SettingError,
    message: /MAX_FALSE_MATCHES is "0\.1 %", but must be a number from 0\.000001 to 0\.2/,
  });
});

test('The fit is to the weights that are used: other weights must be calibrated anew', (t) => {
  t.is(`${weights.package} ${weights.version}`, FITTED_TO);
});
