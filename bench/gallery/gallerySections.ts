import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { GalleryFigures } from './measureGallery.ts';

export function gallerySections({ queries, sizes, index, loading }: GalleryFigures): Section[] {
  return [
    {
      title: `The nearest of so many enrolled photos, ms a face: median of ${queries}, interleaved`,
      heads: [
        { title: 'photos', right: true },
        { title: 'search' },
        { title: 'ms', right: true },
        { title: 'least', right: true },
        { title: 'most', right: true },
        { title: 'times as fast', right: true },
      ],
      rows: sizes.flatMap(({ photos, times }) =>
        times.map(({ name, ms, timesAsFast }, at) => [
          at === 0 ? `${photos}` : '',
          name,
          ...[ms.median, ms.low, ms.high, timesAsFast].map(amount),
        ]),
      ),
      note:
        'plain loop: JavaScript over all numbers, one after the other. gallery: what a photo with one face asks, the two ' +
        'nearest people. usearch: its exact search with one thread, the one nearest photo. The vectors are like those ' +
        'of faces (bench/gallery/faceLike.ts), two a person; every other face is a stranger.',
    },
    {
      title: 'Memory of the gallery',
      heads: [
        { title: 'photos', right: true },
        { title: 'MB', right: true },
        { title: 'bytes a photo', right: true },
      ],
      rows: sizes.map(({ photos, bytesEach }) => [
        `${photos}`,
        amount((bytesEach * photos) / 2 ** 20),
        amount(bytesEach),
      ]),
      note: 'Heap and what is outside of it: 512 bytes of descriptor, 128 of code, 8 of the scan, the names.',
    },
    {
      title: 'The index, in a process of its own that knows the people by its snapshot alone',
      heads: [
        ...['photos', 'ms', 'least', 'p99', 'recall', 'strangers', 'MB', 'own', 'start', 'disk', 'build'],
      ].map((title) => ({ title, right: true })),
      rows: index.map(({ photos, ms, recall, peakMb, ownMb, startSeconds, snapshotMb, buildSeconds }) => [
        `${photos}`,
        ...[ms.median, ms.low, ms.p99, recall.enrolled, recall.strangers, peakMb, ownMb].map(amount),
        ...[startSeconds, snapshotMb, buildSeconds].map(amount),
      ]),
      note:
        'Recall: the share of further photos of people who are enrolled, and of strangers, whose nearest is the very one that an ' +
        'exact comparison gives. ms, a face: the median, what a tenth take at most, and all but one in a hundred. MB: the most that the process ' +
        'took, as the kernel counts it, and what of it is of no file. Start: seconds from a snapshot in S3 to the first answer. ' +
        'Disk: MB of the snapshot. Build: seconds.',
    },
    {
      title: 'Loading, from an empty gallery to its first answer, s',
      heads: [
        { title: 'photos', right: true },
        { title: 'from' },
        { title: 's', right: true },
        { title: 'least', right: true },
        { title: 'most', right: true },
        { title: 'processor', right: true },
      ],
      rows: loading.map(({ photos, from, seconds, processorSeconds }) => [
        `${photos}`,
        from,
        ...[seconds.median, seconds.low, seconds.high, processorSeconds.median].map(amount),
      ]),
      note:
        'Processor: of the process that reads. Pages that lie ready take their server no time to speak of, and tell what ' +
        'the reader takes. What the local tables take beyond is theirs.',
    },
  ];
}
