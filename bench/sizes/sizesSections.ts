import { amount } from '../report/amount.ts';
import type { Section } from '../report/publish.ts';
import type { SizeFigures, SizesFigures } from './measureSizes.ts';

/** What was found of faces of each size, as tables. */
export function sizesSections({ faces, large, filled, pixels, percents }: SizesFigures): Section[] {
  return [
    section(`Faces in pictures of ${large.width} x ${large.height}, by their width in pixels`, 'px', pixels),
    {
      ...section(
        `Faces in pictures of ${filled.width} x ${filled.height}, by their share of its width`,
        '%',
        percents,
      ),
      note:
        `${faces} different faces on bodies, hands and furniture without any. before: one look, as face-api takes ` +
        'it; after: by the settings. false: boxes that frame no face, or one that is framed already. looks: the ' +
        "detector's at 512 x 512, a picture. time: of finding, after by before.",
    },
  ];
}

function section(title: string, unit: string, rows: SizeFigures[]): Section {
  const right = (name: string) => ({ title: name, right: true });
  return {
    title,
    heads: [
      right('width'),
      right('faces'),
      ...['found before', 'after', 'false before', 'after', 'looks', 'time'].map(right),
    ],
    rows: rows.map(({ size, pictures, before, after, timesAsLong }) => [
      `${size} ${unit}`,
      String(after.there),
      share(before),
      share(after),
      String(before.wrong),
      String(after.wrong),
      amount(after.looks / pictures),
      `${amount(timesAsLong)} x`,
    ]),
  };
}

const share = ({ found, there }: { found: number; there: number }) => `${amount((100 * found) / there)} %`;
