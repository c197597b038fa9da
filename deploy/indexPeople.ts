import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Settings } from '../config/settings.ts';
import { openStore } from '../store/openStore.ts';
import { TIMEOUTS } from '../store/timeouts.ts';
import { fillVectors } from '../store/vectors/fillVectors.ts';
import { addVectorIndex, type Waiting } from './addVectorIndex.ts';

type Clients = Pick<Required<NonNullable<Parameters<typeof openStore>[1]>>, 'db' | 'events'>;

/**
 * Where DynamoDB's own vector index is the gallery: makes it, and puts everybody into it who is enrolled. It is done before
 * functions are deployed that search it, where the table is there, since what they cannot search is tried five times only; and
 * after it, for a table that was not there, and for whom the functions of before have enrolled meanwhile.
 * @param regions the home first
 * @throws DeployError as `addVectorIndex` does
 */
export async function indexPeople(
  settings: Settings,
  regions: string[],
  say: (line: string) => void,
  { clientsOf = clientsIn, waiting }: { clientsOf?: (region: string) => Clients; waiting?: Waiting } = {},
): Promise<void> {
  for (const [at, region] of regions.entries()) {
    const clients = clientsOf(region);
    try {
      const store = openStore(settings, clients);
      const { people } = store.names;
      const isHome = at === 0;
      const isThere = await addVectorIndex(clients.db, people, say, { isHome, ...(waiting && { waiting }) });
      if (!isThere || !isHome) continue;
      const { photos, filled, left } = await fillVectors(store);
      if (filled > 0) say(`${people}: ${filled} of ${photos} enrolled photos put into the index`);
      for (const { photo, message } of left) say(`${people}: ${photo} is left out. ${message}`);
    } finally {
      clients.db.destroy();
      clients.events.destroy();
    }
  }
}

const clientsIn = (region: string) => ({
  db: new DynamoDBClient({ region, requestHandler: TIMEOUTS }),
  events: new EventBridgeClient({ region, requestHandler: TIMEOUTS }),
});
