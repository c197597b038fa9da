import { S3Error } from './S3Error.ts';
import type { S3Request } from './S3Request.ts';
import type { Reply, S3State } from './S3State.ts';

/** OPTIONS, as of a bucket without CORS rules: pages of other sites have no business here. */
export function preflight(_s3: S3State, { headers, method }: S3Request): Reply {
  if (!headers.has('origin')) {
    throw new S3Error('BadRequest', 'Insufficient information. Origin request header needed.');
  }
  throw new S3Error('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.', {
    Method: headers.get('access-control-request-method') ?? method,
  });
}
