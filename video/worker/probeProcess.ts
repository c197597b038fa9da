/**
 * As videoProcess.ts, which see, for whoever asks what a video is and decodes nothing of it: without machine code, and so
 * without a package beside it.
 */
import { probe } from '../probe.ts';
import { beVideoProcess } from './beVideoProcess.ts';

beVideoProcess(async (request, sourceOf) => {
  if (request.what !== 'probe') return { failed: `a process that only probes was asked to ${request.what}` };
  return { film: await probe(sourceOf(request.bytes), request.limits) };
});
