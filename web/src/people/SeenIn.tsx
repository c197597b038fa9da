import { useEffect, useMemo, useState } from 'preact/hooks';
import { Refusal } from '../parts/Refusal.tsx';
import { openListing } from '../photos/openListing.ts';
import { PhotoGrid } from '../photos/PhotoGrid.tsx';
import { RemoveDialog } from '../photos/RemoveDialog.tsx';
import type { Analysing, Photo } from '../types.ts';
import { nameOf } from './Person.ts';

/** All photos in which somebody was seen, the last first. */
export function SeenIn({ person, count }: { person: string; count: number }) {
  const listing = useMemo(() => openListing({ show: 'all', person }), [person]);
  const [removing, setRemoving] = useState<Photo | Analysing>();
  useEffect(() => () => listing.close(), [listing]);
  const photos = listing.photos.value;
  const state = listing.state.value;
  return (
    <section class="seen-in" aria-labelledby="seen-in-title">
      <h2 id="seen-in-title">
        Photos with <bdi>{nameOf(person)}</bdi>
      </h2>
      {photos.length === 0 && state === 'complete' && (
        <p class="quiet">
          {count === 0 ? 'None yet. Photos that are added from now on are looked through.' : 'None any more.'}
        </p>
      )}
      <PhotoGrid photos={photos} onRemove={setRemoving} onEnd={() => void listing.more()} />
      {state === 'reading' && <p class="waiting">Reading …</p>}
      {typeof state === 'object' && <Refusal error={state} onAgain={listing.more} />}
      {removing && <RemoveDialog photo={removing} onClose={() => setRemoving(undefined)} />}
    </section>
  );
}
