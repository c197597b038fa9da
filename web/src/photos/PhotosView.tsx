import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { here } from '../app/here.ts';
import { analysing, watchAnalysing } from '../film/analysing.ts';
import { announce } from '../parts/Announcer.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Refusal } from '../parts/Refusal.tsx';
import { count, fileName } from '../parts/words.ts';
import type { Analysing, Photo } from '../types.ts';
import { AddPhotos } from '../upload/AddPhotos.tsx';
import { waiting } from '../upload/waiting.ts';
import { describePhoto } from './describePhoto.ts';
import { EmptyInbox } from './EmptyInbox.tsx';
import { type Filter, filterOf } from './Filter.ts';
import { FilterBar } from './FilterBar.tsx';
import { chooseOpened, leave, listingOf, placeLeft } from './listing.ts';
import type { Listing } from './openListing.ts';
import { PhotoGrid } from './PhotoGrid.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';

/** From so far down on, what is looked at stays where it is. */
const TOP = 80;

export function PhotosView() {
  const url = here.value;
  const filter = useMemo(() => filterOf(url), [url.search]);
  const listing = useMemo(() => listingOf(filter), [filter]);
  const [removing, setRemoving] = useState<Photo | Analysing>();

  useLayoutEffect(() => {
    scrollTo(0, placeLeft());
    const hold = () => {
      leave(scrollY);
      listing.hold(scrollY > TOP);
    };
    hold();
    addEventListener('scroll', hold, { passive: true });
    return () => removeEventListener('scroll', hold);
  }, [listing]);

  useEffect(() => {
    const frame = requestAnimationFrame(chooseOpened);
    return () => cancelAnimationFrame(frame);
  }, []);

  const photos = listing.photos.value;
  const state = listing.state.value;
  const shown = useMemo(() => {
    if (filter.show !== 'all' || filter.person !== undefined) return photos;
    const tags = new Map(waiting.value.map(({ image, etag }) => [image, etag]));
    const looked = new Set(
      photos.filter(({ image, etag }) => tags.get(image) === etag).map(({ image }) => image),
    );
    const still = waiting.value.filter(({ image }) => !looked.has(image));
    const films = new Map(analysing.value.map((film) => [film.image, film]));
    const keys = new Set([...films.keys(), ...still.map(({ image }) => image)]);
    return [
      ...still.filter(({ image }) => !films.has(image)),
      ...films.values(),
      ...photos.filter(({ image }) => !keys.has(image)),
    ];
  }, [filter, photos, waiting.value, analysing.value]);
  useEffect(watchAnalysing, []);

  const newest = photos[0]?.image;
  const before = useRef<{ listing: Listing; newest: string }>(undefined);
  useEffect(() => {
    if (newest === undefined) return;
    // Of a list that is shown anew none has just come.
    if (before.current?.listing === listing) announce(`${fileName(newest)}: ${describePhoto(photos[0]!)}`);
    before.current = { listing, newest };
  }, [listing, newest]);

  const isEmpty = shown.length === 0 && state === 'complete';
  return (
    <>
      <div class="photos-head">
        <h1>{titleOf(filter)}</h1>
        <AddPhotos />
      </div>
      {!(isEmpty && filter.show === 'all' && filter.person === undefined) && <FilterBar filter={filter} />}
      {listing.held.value > 0 && (
        <button type="button" class="primary arrived" onClick={() => scrollTo({ top: 0 })}>
          <Icon name="up" />
          {count(listing.held.value, 'new photo')}
        </button>
      )}
      {isEmpty ? (
        <EmptyInbox filter={filter} />
      ) : (
        <PhotoGrid photos={shown} onRemove={setRemoving} onEnd={() => void listing.more()} />
      )}
      {state === 'reading' && <p class="waiting">Reading …</p>}
      {typeof state === 'object' && <Refusal error={state} onAgain={listing.more} />}
      {removing && <RemoveDialog photo={removing} onClose={() => setRemoving(undefined)} />}
    </>
  );
}

function titleOf({ show, person }: Filter): string {
  if (person !== undefined) return `Photos of ${person}`;
  return {
    all: 'Photos',
    analysed: 'Analysed photos',
    enrolled: 'Enrolled photos',
    rejected: 'Refused photos',
  }[show];
}
