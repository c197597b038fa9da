import test from 'ava';
import { MemoryGallery } from '../../faces/match/MemoryGallery.ts';
import { conformance } from './conformance.ts';

conformance(test, 'memory', async (space, enrolled) => new MemoryGallery(space, enrolled));
