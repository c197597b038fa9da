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
} from './images.ts';
import { imagePage, people, person, problem, sighting, sightings, stats } from './reads.ts';
import { accepted, upload, uploadWanted } from './writes.ts';

/** What the API's bodies are made of, by the names that they have in its description. */
export const components: Record<string, Schema> = {
  Face: face,
  FoundFace: foundFace,
  Recognised: recognised,
  Compared: compared,
  Described: described,
  Descriptors: descriptors,
  Track: track,
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
  Sighting: sighting,
  Sightings: sightings,
  Stats: stats,
  Accepted: accepted,
  UploadWanted: uploadWanted,
  Upload: upload,
  Problem: problem,
};
