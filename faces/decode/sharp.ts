import sharp from 'sharp';

// Only the loaders of the formats that are read: a photo can reach no other parser of libvips.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});
// A function analyses one photo after another; a cache of operations would only hold on to their pixels.
sharp.cache(false);

/** sharp, set up for photos that anybody can have made. */
export { sharp };
