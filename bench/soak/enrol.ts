import { PutObjectCommand } from '@aws-sdk/client-s3';
import { cutFace } from '../../faces/decode/cutFace.ts';
import type { FaceItem } from '../../store/ImageItem.ts';
import type { Photos } from './openPhotos.ts';
import type { Running } from './openRunning.ts';
import { SoakError } from './SoakError.ts';

/**
 * Somebody of each sample photo is known from then on, so that there are sightings.
 * @throws SoakError where nobody could be enrolled
 */
export async function enrol(running: Running, { samples }: Photos): Promise<number> {
  const types = await Promise.all(
    samples.map(async (photo, index) => {
      const { detail } = await dropAndHear(running, `first/sample-${index + 1}.jpg`, photo);
      const [face] = detail.faces as FaceItem[];
      const picture = await cutFace(photo, face!.box);
      return (await dropAndHear(running, `people/person ${index + 1}/face.png`, picture)).type;
    }),
  );
  const enrolled = types.filter((type) => type === 'Person Enrolled').length;
  if (enrolled === 0)
    throw new SoakError(
      `Of ${samples.length} faces of the sample photos none was enrolled: there would be no sightings. ` +
        'Run the soak with the default settings of enrolment.',
    );
  return enrolled;
}

function dropAndHear({ host, settings, told }: Running, Key: string, Body: Buffer) {
  const sent = host.clients.s3.send(new PutObjectCommand({ Bucket: settings.bucket, Key, Body }));
  return Promise.all([told.of(Key), sent]).then(([heard]) => heard);
}
