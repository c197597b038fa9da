import { useEffect, useState } from 'preact/hooks';
import { ApiError, read } from '../api.ts';
import { goBack } from '../app/here.ts';
import { announce } from '../parts/Announcer.tsx';
import type { Photo } from '../types.ts';

/** One photo. @param what its key */
export function PhotoView({ what }: { what: string }) {
  const [photo, setPhoto] = useState<Photo>();
  useEffect(() => {
    read<Photo>(`/v1/images/${encodeURIComponent(what)}`).then(setPhoto, (error: unknown) =>
      announce(error instanceof ApiError ? error.message : String(error)),
    );
  }, [what]);
  return (
    <>
      <h1>{what}</h1>
      <button type="button" onClick={() => goBack('/')}>
        Back
      </button>
      <p>{photo?.status}</p>
    </>
  );
}
