import type { Schema } from '../Route.ts';
import { compared, described, descriptors, foundFace, recognised } from './computed.ts';
import {
  analysed,
  analysedVideo,
  analysing,
  enrolled,
  face,
  image,
  queued,
  rejected,
  track,
  tracks,
} from './images.ts';
import { forgetting, people, person, personInFull, suspiciousPhotos, unknownFaces } from './people.ts';
import { imagePage, original, problem, sighting, sightings, stats } from './reads.ts';
import { mergeWanted, nameWanted, renameWanted, splitWanted, work, works } from './work.ts';
import { accepted, upload, uploadWanted } from './writes.ts';

/** What the API's bodies are made of, by the names that they have in its description. */
export const components: Record<string, Schema> = {
  Face: face,
  Track: track,
  Tracks: tracks,
  FoundFace: foundFace,
  Recognised: recognised,
  Compared: compared,
  Described: described,
  Descriptors: descriptors,
  Analysed: analysed,
  AnalysedVideo: analysedVideo,
  Analysing: analysing,
  Enrolled: enrolled,
  Rejected: rejected,
  Queued: queued,
  Image: image,
  ImagePage: imagePage,
  Person: person,
  People: people,
  PersonInFull: personInFull,
  Forgetting: forgetting,
  SuspiciousPhotos: suspiciousPhotos,
  UnknownFaces: unknownFaces,
  Sighting: sighting,
  Sightings: sightings,
  Original: original,
  Stats: stats,
  Accepted: accepted,
  UploadWanted: uploadWanted,
  Upload: upload,
  RenameWanted: renameWanted,
  MergeWanted: mergeWanted,
  NameWanted: nameWanted,
  SplitWanted: splitWanted,
  Work: work,
  Works: works,
  Problem: problem,
};
