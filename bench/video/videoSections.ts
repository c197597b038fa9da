import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { VideoFigures } from './measureVideo.ts';

export function videoSections({ film, ways, looks, auto, truth }: VideoFigures): Section[] {
  const right = (title: string) => ({ title, right: true });
  return [
    {
      title: `A film of ${amount(film.seconds)} s, 1280 x 720, 25 frames a second, H.264: ${amount(film.megabytes)} MB`,
      heads: [{ title: 'what' }, right('ms here'), right('ms decoding'), right('frames a core, a second')],
      rows: ways.map(({ what, here, decoding, aCore }) => [
        what,
        amount(here),
        amount(decoding),
        amount(aCore),
      ]),
      note:
        'Processor time a frame, of this process and of the one that decodes; chunk by chunk in turns. ' +
        `\`auto\` looked at ${looks} of ${ways[0]!.frames} frames.`,
    },
    {
      title:
        'Tracks of a third of a second and longer that begin and end within 0.2 s of those held for right',
      heads: [{ title: 'what' }, right('tracks'), right('right ones'), right('agree'), right('worst, s')],
      rows: [
        ['auto, against every frame', ...row(auto)],
        ['every frame, against what was filmed', ...row(truth)],
      ],
    },
  ];
}

const row = ({ tracks, expected, agree, worst }: VideoFigures['auto']) =>
  [tracks, expected, agree].map(String).concat(amount(worst));
