import { type Growth, growth } from '../report/growth.ts';
import { type FunctionProcess, functionProcesses } from './functionProcesses.ts';

/** Resident memory, in units of 2^20 bytes. */
export interface MemoryFigures {
  /** Of the process that was spared; null where its count is too short to tell. */
  function: Growth | null;
  /** Of what decodes for it, likewise. */
  decoder: Growth | null;
  /** Of the two together. */
  both: Growth | null;
  /** The most that was seen of any. */
  highest: { function: number; decoder: number };
  /** The spared process's count: photos of all processes meanwhile, and samples. */
  photos: number;
  samples: number;
  /** Fewer photos would be hardly more than the warm-up. */
  tellingPhotos: number;
}

export interface MemoryFollower {
  /** Those that may be struck: all but the spared one; none while nothing is followed. */
  victims(): FunctionProcess[];
  /** The services are up: the process that is there is spared, and its count begins. */
  begin(): void;
  /** There is no more load, or the services are about to be killed. */
  end(): void;
  figures(): MemoryFigures;
}

const EVERY_MS = 250;
/**
 * Photos a process, until which it still grows into its work: buffers of the networks for each number of faces, V8's young
 * generation, malloc's pools. The first quarter of the samples, which `growth` leaves out, has to be as long.
 */
const WARM_UP_PHOTOS = 100;

/**
 * Follows the memory of one process of the function from the last start of the services until the end of the load. It is
 * never struck, since whatever grows starts anew with a process.
 * @param options.photosDone so far, by all processes
 */
export function followMemory(options: {
  host(): number;
  name: string;
  processes: number;
  photosDone(): number;
}): MemoryFollower {
  const { host, name, processes, photosDone } = options;
  const tellingPhotos = 4 * WARM_UP_PHOTOS * processes;
  let spared: number | undefined;
  let samples: FunctionProcess[] = [];
  let from = 0;
  let until = 0;
  let timer: NodeJS.Timeout | undefined;
  const highest = { function: 0, decoder: 0 };

  const look = () => {
    const all = functionProcesses(host(), name);
    spared ??= all[0]?.pid;
    for (const { memoryMb, decoder } of all) {
      highest.function = Math.max(highest.function, memoryMb);
      highest.decoder = Math.max(highest.decoder, decoder?.memoryMb ?? 0);
    }
    const own = all.find(({ pid }) => pid === spared);
    if (own) samples.push(own);
  };

  return {
    victims: () =>
      timer ? functionProcesses(host(), name).filter(({ pid }) => ![undefined, pid].includes(spared)) : [],
    begin() {
      spared = undefined;
      samples = [];
      from = photosDone();
      timer = setInterval(look, EVERY_MS);
    },
    end() {
      if (timer) until = photosDone();
      clearInterval(timer);
      timer = undefined;
    },
    figures() {
      const photos = until - from;
      const decoding = samples.flatMap(({ memoryMb, decoder }) =>
        decoder ? [{ own: memoryMb, decoder: decoder.memoryMb }] : [],
      );
      const telling = photos >= tellingPhotos && decoding.length > 0;
      const grown = (of: (sample: { own: number; decoder: number }) => number) =>
        telling ? growth(decoding.map(of)) : null;
      return {
        function: grown(({ own }) => own),
        decoder: grown(({ decoder }) => decoder),
        both: grown(({ own, decoder }) => own + decoder),
        highest,
        photos,
        tellingPhotos,
        samples: decoding.length,
      };
    },
  };
}
