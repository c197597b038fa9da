/** `npm start`: everything else is loaded by way of the cache, which takes a third off the time to start. */
import { cacheCode } from './cacheCode.ts';

cacheCode();
await import('./start.ts');
