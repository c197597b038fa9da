import type { Manual } from '../manual/Manual.ts';

/** Of `people`, and of each of its subcommands. */
export const manuals = {
  people: {
    about: 'Without a subcommand, lists who is enrolled, as `people list` does.',
    byDefault: 'list',
    examples: [
      ['npx face-inbox people', 'Prints a table.'],
      ['npx face-inbox people show ann', "Prints ann's photos."],
      ['npx face-inbox people rename --help', 'Prints the manual of a subcommand.'],
    ],
    seeAlso: ['enrol', 'seen', 'unknown', 'forget'],
  },
  list: {
    about: `
Prints each person with the number of photos that they are enrolled by, and since
when.

--suspicious lists photos that disagree with the others of their person, being
farther from all of them than makes one person likely. And photos that would be
matched to another person, being nearer to one of that person's than to any own.`,
    examples: [
      ['npx face-inbox people', 'Prints a table.'],
      ['npx face-inbox people --json', 'Prints names and photos for a program.'],
      ['npx face-inbox people --suspicious', 'Prints photos that probably show somebody else.'],
    ],
    environment: ['recogniser', 'alignment', 'maxFalseMatches', 'matchDistance'],
    seeAlso: ['people show', 'people remove-photo', 'docs/accuracy.md'],
  },
  show: {
    about: `
pixels, sharp: width and sharpness of the face. nearest, mean: how far the photo
is from the person's nearest other photo, and from all others on average; 0 is
the same face. One that is far from all others may be of somebody else.`,
    examples: [['npx face-inbox people show ann', "Prints ann's photos."]],
    exits: { notFound: 'nobody of that name is enrolled' },
    seeAlso: ['people list', 'seen'],
  },
  rename: {
    about: `
Their photos move to people/<name>/, and every result, sighting and count that
names them follows, each announced as Image Analysed again. It is safe while
photos are dropped: at every moment a result has one of the two names, and the
photos of both are one person's. The same command goes on after an interruption.`,
    examples: [['npx face-inbox people rename ann anna', 'Calls ann anna.']],
    exits: {
      rejected: 'a photo is refused under the new name',
      notFound: 'nobody of that name is enrolled or was seen',
    },
    seeAlso: ['people merge', 'name'],
  },
  merge: {
    about: `
The photos of the first move to the second, and every result follows, as with
rename. A photo of the same name gets another one; the same photo is there once.
Faces that were ambiguous between the two stay so: drop those photos again.`,
    examples: [
      ['npx face-inbox people merge ann anna', 'Asks first, then makes anna of both.'],
      ['npx face-inbox people merge ann anna --yes', 'Does not ask, as for a program.'],
    ],
    exits: {
      rejected: 'a photo is refused under the other name',
      notFound: 'nobody of one of the names is enrolled or was seen',
    },
    seeAlso: ['people rename', 'unknown merge'],
  },
  removePhoto: {
    about: `
Deletes the photo from the bucket; what it has enrolled goes with it. Results of
photos analysed before stay as they are.`,
    examples: [
      ['npx face-inbox people remove-photo ann 1.jpg', 'Asks first, then deletes it.'],
      ['npx face-inbox people remove-photo ann people/ann/1.jpg', 'The same, by the key.'],
    ],
    exits: { notFound: 'there is no such person or photo' },
    seeAlso: ['people show', 'people remove'],
  },
  remove: {
    about: `
Deletes all photos under people/<person>/, so that they are unknown from now on.
Results and sightings stay as they are: \`npx face-inbox forget\` erases the name
everywhere. The same command goes on after an interruption.`,
    examples: [
      ['npx face-inbox people remove ann', 'Asks first, then makes ann unknown.'],
      ['npx face-inbox people remove ann --yes', 'Does not ask, as for a program.'],
    ],
    exits: { notFound: 'nobody of that name is enrolled' },
    seeAlso: ['people remove-photo', 'forget', 'docs/privacy.md'],
  },
  export: {
    about: `
Writes one of three forms, as the ending of the name or --format says:

  jsonl   one JSON object a line and enrolled photo: whose, its descriptors in
          all spaces (float32, little-endian, in base64), and what is known of
          it
  folder  the enrolled photos themselves, as <person>/<file>
  csv     the vectors alone, 128 numbers a line, as the original
          AWSLambdaFace wrote them; a file a person, since there is no place
          for a name

Whoever has these files can recognise those people: they are written for you
alone. Files are there when they are whole; a folder's photos that are there are
not read again, so the same command goes on after an interruption.`,
    examples: [
      ['npx face-inbox people export people.jsonl', 'Writes descriptors, a line a photo.'],
      ['npx face-inbox people export photos-of-people', 'Writes the photos into a folder.'],
      ['npx face-inbox people export ann.csv --person ann', "Writes ann's vectors alone."],
    ],
    exits: { failed: 'something failed, or is missing from what was written', notFound: 'nobody to export' },
    environment: ['recogniser', 'alignment'],
    seeAlso: ['people import', 'backup', 'docs/privacy.md'],
  },
  import: {
    about: `
Photos of a folder are enrolled as \`enrol\` does. Descriptors (jsonl, csv) become
an object each, people/<person>/<file>.descriptor.json, which enrols the person
without a photo: it is deleted, forgotten and checked like a photo, but nothing
can describe it anew for another engine. Where the photo is in the bucket, its
descriptor is left out.

A vector means something in its space alone: csv does not say which, and is
taken to be of these settings' engine, or of --space. Vectors of OpenFace, which
the original AWSLambdaFace used, are of no use to this engine: enrol photos
instead.

Nothing is sent before all is read and found right. What is there is not sent
again.`,
    examples: [
      ['npx face-inbox people import people.jsonl', 'Enrols whom an export holds.'],
      ['npx face-inbox people import john.model.csv --person john', 'Enrols john by vectors.'],
    ],
    exits: { rejected: 'some are refused' },
    environment: ['recogniser', 'alignment', 'collections'],
    seeAlso: ['people export', 'enrol', 'reenrol'],
  },
} satisfies Record<string, Manual>;
