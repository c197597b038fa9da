/** What a newcomer pastes: where it is, drop a photo, read who is in it. */
export function linesToPaste(variables: string, bucket: string, imagesTable: string): string {
  return `  export ${variables}
  aws s3 cp photo.jpg s3://${bucket}/
  aws dynamodb get-item --table-name ${imagesTable} --key '{"image":{"S":"photo.jpg"}}'`;
}
