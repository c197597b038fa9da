/**
 * A replica of the people may come later than that of their version: "within a second" usually (DynamoDB guide, "Global
 * tables"), so who was enrolled is read again so long after a new version was seen.
 */
export const REPLICAS_LAG_MS: readonly number[] = [2_000, 30_000];
