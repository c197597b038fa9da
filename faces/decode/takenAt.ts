import readExif from 'exif-reader';

/**
 * When the photo was taken, by its EXIF block. Cameras write local time; without an offset beside it, it is taken
 * as UTC. Undefined where the block says nothing that can be understood: the block is a claim, never a reason to
 * refuse a photo.
 */
export function takenAt(exif: Buffer | undefined): Date | undefined {
  if (!exif) return undefined;
  try {
    const { Photo } = readExif(exif);
    return (
      moment(Photo?.DateTimeOriginal, Photo?.OffsetTimeOriginal) ??
      moment(Photo?.DateTimeDigitized, Photo?.OffsetTimeDigitized)
    );
  } catch {
    return undefined;
  }
}

function moment(written: unknown, offset: unknown): Date | undefined {
  if (!(written instanceof Date) || Number.isNaN(written.getTime())) return undefined;
  // A camera whose clock was never set writes 0000:00:00 00:00:00, which exif-reader takes for November 1899.
  if (written.getUTCFullYear() < 1900) return undefined;
  return new Date(written.getTime() - offsetMinutes(offset) * 60_000);
}

/** EXIF 2.31's `+02:00`. */
function offsetMinutes(text: unknown): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(String(text)) ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0;
}
