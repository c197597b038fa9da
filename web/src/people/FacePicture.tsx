import { Picture } from '../parts/Picture.tsx';
import { nameOf, type Person } from './Person.ts';
import { suspicious } from './suspicious.ts';

interface FacePictureProps {
  of: Pick<Person, 'person' | 'best' | 'photos'>;
  /** In pixels of the page. */
  width: number;
}

/** The face that somebody is known by best; where there is no photo of it, how the name begins. */
export function FacePicture({ of, width }: FacePictureProps) {
  const style = { width: `${width}px`, height: `${width}px` };
  const { person } = of;
  const best = bestOf(of);
  return (
    <span class="face-picture" style={style}>
      <span class="initial" aria-hidden="true" style={{ fontSize: `${width * 0.4}px` }}>
        {beginningOf(nameOf(person))}
      </span>
      {best && <Picture image={best.photo} etag={best.enrolledAt} width={width} face={0} />}
    </span>
  );
}

/** Not one of which it is doubtful whom it shows, if there is another. An enrolled photo has one face. */
function bestOf({ best, photos }: FacePictureProps['of']) {
  const sure = photos.filter(({ photo, quality }) => quality && !suspicious.value.has(photo));
  return (
    sure.find(({ photo }) => photo === best?.image) ??
    sure[0] ??
    photos.find(({ photo }) => photo === best?.image)
  );
}

/** One letter as its script has it, marks and all. */
function beginningOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return first?.segment.toLocaleUpperCase() ?? '';
}
