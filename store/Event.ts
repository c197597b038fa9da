/** What is announced on the bus. `id` is the same each time the same change is announced. */
export interface Event {
  type:
    | 'Image Analysed'
    | 'Video Analysed'
    | 'Image Rejected'
    | 'Image Removed'
    | 'Person Enrolled'
    | 'Enrolment Rejected'
    | 'Person Removed';
  detail: Record<string, unknown> & { version: '1'; id: string; image: string };
}
