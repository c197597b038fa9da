/** Of uploads that were begun and never ended; nobody sees them, and they are paid for. */
const UPLOAD_DAYS = 7;

/** The rule of a bucket by which they go. */
export const unfinishedUploads = () => ({
  id: 'unfinished-uploads',
  status: 'Enabled',
  filter: [{ prefix: '' }],
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: UPLOAD_DAYS }],
});
