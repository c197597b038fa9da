import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { Judgement } from './judgeTimeline.ts';
import type { VideoFigures, Way } from './measureVideo.ts';

const right = (title: string) => ({ title, right: true });
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

const NAMES: Record<Way['what'], string> = {
  nothing: 'decoded alone',
  every: 'every frame looked at',
  auto: 'auto',
};

export function videoSections({
  film,
  load,
  ways,
  truth,
  auto,
  processes,
  megabytes,
  faceApi,
  planning,
}: VideoFigures): Section[] {
  return [
    {
      title: `A film of ${amount(film.seconds)} s, 1280 x 720, 25 frames a second, H.264: ${amount(film.megabytes)} MB`,
      heads: [
        { title: 'what' },
        right('frames'),
        right('looked at'),
        right('ms here'),
        right('ms decoding'),
        right('frames a core, a second'),
      ],
      rows: ways.map(({ what, frames, looked, here, decoding, aCore }) => [
        NAMES[what],
        String(frames),
        String(looked),
        ...[here, decoding, aCore].map(amount),
      ]),
      note:
        'Processor time a frame, of the process that looks and of the one that decodes; chunk by chunk in turns, at a load of ' +
        `${amount(load[0])} to ${amount(load[1])}. The two have ${amount(megabytes)} MB at most.`,
    },
    {
      title: 'The timeline, against what the film shows',
      heads: [
        { title: 'what' },
        right('seconds'),
        right('recall'),
        right('precision'),
        right('of names'),
        right('spans'),
        right('found'),
        right('tracks'),
      ],
      rows: [judged('every frame', truth.every), judged('auto', truth.auto)],
      note:
        'Seconds that people are on the screen, summed over them; a span is found where it begins and ends within 0.2 s. A face that ' +
        'passes the edge may be told from a third of it on, and must be from two thirds on.' +
        missed('every frame', truth.every) +
        missed('auto', truth.auto),
    },
    {
      title: 'Tracks of auto that are those of every frame: who, where, beginning and end within 0.2 s',
      heads: [right('auto'), right('every frame'), right('agree'), right('worst, s')],
      rows: [[String(auto.tracks), String(auto.expected), String(auto.agree), amount(auto.worst)]],
      ...(auto.alone.length > 0 && { note: `Alone: ${auto.alone.join('; ')}.` }),
    },
    {
      title: 'Two chunks of 2 s, every frame, in seconds; the best of three',
      heads: [right('one process'), right('two at once'), right('times as fast')],
      rows: [[amount(processes.one), amount(processes.two), amount(processes.one / processes.two)]],
    },
    faceApiSection(faceApi),
    {
      title: 'An hour, planned alone',
      heads: [right('frames'), right('MB'), right('chunks'), right('MB read'), right('ms')],
      rows: [
        [
          String(planning.frames),
          amount(planning.megabytes),
          String(planning.chunks),
          amount(planning.readMegabytes),
          amount(planning.ms),
        ],
      ],
    },
  ];
}

function judged(what: string, { must, recall, precision, named, spans, found, tracks }: Judgement): string[] {
  return [
    what,
    amount(must),
    ...[recall, precision, named].map(percent),
    ...[spans, found, tracks].map(String),
  ];
}

function missed(what: string, { missed }: Judgement): string {
  if (missed.length === 0) return '';
  const list = missed.map(
    ({ who, from, to, told }) => `${who} ${from} to ${to} (told: ${told || 'nothing'})`,
  );
  return `\nNot found so by ${what}: ${list.join('; ')}.`;
}

function faceApiSection(faceApi: VideoFigures['faceApi']): Section {
  const title = 'The same with the engine of face-api, every frame: processor time a frame in ms';
  if ('leftOut' in faceApi) return { title, note: `Left out: ${faceApi.leftOut}` };
  const { onnx, tfjsNode, tracks } = faceApi;
  return {
    title,
    heads: [right('onnx'), right('tfjs-node'), right('ratio'), right('tracks')],
    rows: [[amount(onnx), amount(tfjsNode), amount(tfjsNode / onnx), tracks.join(' and ')]],
  };
}
