/** The environment variable by which the function is told where it may keep pictures; without it there is no such place. */
export const PICTURES_FOLDER = 'PICTURES_FOLDER';
