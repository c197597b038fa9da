import type { EncodedPacket } from 'mediabunny';
import type { OpenFilm } from '../demux/openFilm.ts';
import type { Packets } from './packetsOf.ts';

/**
 * A film's packets with their bytes; where these cannot be had, the file being shorter than its index says, without
 * (`isMetadataOnly`). What cannot be read at all is the end.
 */
export function readPackets({ packets, failed, damaged }: OpenFilm): Packets<EncodedPacket> {
  const unlessOurs = (error: unknown) => {
    if (failed()) damaged(error);
    return null;
  };
  const surely = async (
    read: (options: { metadataOnly: boolean }) => Promise<EncodedPacket | null>,
  ): Promise<EncodedPacket | undefined> =>
    (await read({ metadataOnly: false }).catch(unlessOurs)) ??
    (await read({ metadataOnly: true }).catch(unlessOurs)) ??
    undefined;
  return {
    keyBefore: async (time) =>
      (await packets.getKeyPacket(time, { verifyKeyPackets: true }).catch(() => null)) ??
      surely((options) => packets.getKeyPacket(time, options)),
    first: () => surely((options) => packets.getFirstPacket(options)),
    after: (packet) => surely((options) => packets.getNextPacket(packet, options)),
  };
}
