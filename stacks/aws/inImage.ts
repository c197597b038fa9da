/** The functions with the engine, by their handlers' files: they are of the container image, where there is one; all others are zips. */
export const IN_IMAGE = ['functions/analyse/handler.ts', 'functions/analyse-chunk/handler.ts'];
