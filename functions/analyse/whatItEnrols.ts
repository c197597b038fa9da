import type { DescriptorDocument } from '../../faces/match/descriptorDocument.ts';
import type { Enrolled } from '../../store/ImageItem.ts';
import { pack } from '../../store/people.ts';

/** What a descriptor document adds to the gallery. */
export function whatItEnrols({ space, descriptors, quality, box }: DescriptorDocument): Enrolled {
  const packed = Object.entries(descriptors).map(
    ([name, { descriptor, engine }]) => [name, { descriptor: pack(descriptor), engine }] as const,
  );
  const others = packed.filter(([name]) => name !== space);
  return {
    descriptor: pack(descriptors[space]!.descriptor),
    space,
    ...(others.length > 0 && { others: Object.fromEntries(others) }),
    ...(quality && { quality }),
    ...(box && { box }),
  };
}
