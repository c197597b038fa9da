import test from 'ava';
import { SPACE } from '../../bench/gallery/faceLike.ts';
import { readSettings } from '../../config/settings.ts';
import { openGalleries } from '../../galleries/openGalleries.ts';
import { rebuildSnapshots } from '../../galleries/rebuildSnapshots.ts';
import { openWorld, type World } from './support/openWorld.ts';

let world: World;
test.before(async () => {
  world = await openWorld();
});
test.after.always(() => world?.close());

/** As far as its requests are counted here, a client of any service. */
interface Counted {
  middlewareStack: {
    add(middleware: (next: Handler, context: { commandName: string }) => Handler): void;
  };
}
type Handler = (args: unknown) => Promise<unknown>;

const at = (...numbers: number[]) => ({ descriptor: Float32Array.from(numbers), space: SPACE });

for (const GALLERY of ['memory', 'index'])
  test.serial(`${GALLERY}: of many who ask at once one reads who is enrolled, and all know it`, async (t) => {
    const { store, galleries, enrolAll } = await world.newPlace();
    await enrolAll(['ann', 'ben'].map((person, x) => ({ person, photo: `people/${person}/1`, ...at(x, 0) })));
    await rebuildSnapshots(store, galleries);
    const settings = { ...readSettings({ GALLERY }), galleriesBucket: galleries.bucket };
    const open = () =>
      openGalleries(settings, { store, s3: galleries.s3, space: SPACE, warn: () => {}, isHome: true });
    let reads = 0;
    for (const { middlewareStack } of [store.db, galleries.s3] as unknown as Counted[])
      middlewareStack.add((next, { commandName }) => (args) => {
        if (/^(Scan|GetObject)Command$/.test(commandName)) reads++;
        return next(args);
      });
    await open()('');
    const alone = reads;
    t.true(alone > 0);
    const galleryNow = open();
    const all = await Promise.all(Array.from({ length: 8 }, () => galleryNow('')));
    t.is(reads - alone, alone);
    for (const gallery of all) t.is((await gallery.nearest([at(0.9, 0)], 1))[0]![0]!.person, 'ben');
  });
