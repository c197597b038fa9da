import type { Network } from '../models.ts';
import type { Span } from './Layers.ts';

/**
 * What is done in 8 bits, by measurement. The first layers have few channels, for which floats are as fast, and what
 * rounding costs at all is lost in them: most of a descriptor's drift, and nearly all of the detector's. What is
 * averaged or read as a result stays in floats too. The landmark network's layers are all small: nothing is gained.
 */
export const PLAN: Partial<Record<Network, Span>> = {
  ssd_mobilenetv1: { first: 'mobilenet/1/conv', last: 'head/5' },
  face_recognition: { first: 'conv32_2/conv1/conv', last: 'conv256_down_out/pool' },
};
