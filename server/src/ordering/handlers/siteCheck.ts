import { objectPolicy } from '../../catalog/index.ts';
import { KEY_SEPARATOR, standingRecords } from '../../network/index.ts';
import type { Attempt, Outcome, TransactionalHandler } from '../../plan/index.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Delivery } from '../delivery.ts';
import { type NotReady, notReady } from '../siteReadiness.ts';
import { inputOf, itemOf } from '../taskSubject.ts';
import { transactional } from './transactional.ts';

/** The policy `siteReadiness`: the cause code of a building that is not ready. */
type ReadinessPolicy = { readonly cause: string; readonly text: string };

/** As the ordering guidelines of the field have it (ASOG: 1S). */
const defaultPolicy: ReadinessPolicy = { cause: '1S', text: 'building not ready' };

/** Before anybody travels: whether the building has power and space for the equipment, and its optics fit the ports (R5b). */
export function siteCheckHandler(delivery: Delivery): TransactionalHandler {
  return transactional('site.check@1', (tx, attempt) => check(delivery, tx, attempt));
}

async function check(delivery: Delivery, tx: Transaction, attempt: Attempt): Promise<Outcome> {
  const { tenant } = attempt;
  const { site = '', ...input } = inputOf(attempt);
  const item = await itemOf(tx.sql, tenant, input);
  const option = item?.solution?.sites.find((each) => each.site === site);
  const choice = item?.solution?.cpe.find((each) => each.site === site);
  const catalog = await delivery.catalog(tx.sql, tenant);
  const model = catalog.of('cpeModel').get(choice?.model ?? '');
  if (option === undefined || choice === undefined || model === undefined)
    return { kind: 'completed', output: { checked: [] } };
  // As they stand in the store: the building may have been made ready a moment ago.
  const places = await standingRecords(tx.sql, tenant, 'place', [site]);
  const portKey = (leg: { readonly node: string; readonly port: string }): string =>
    `${leg.node}${KEY_SEPARATOR}${leg.port}`;
  const ports = await standingRecords(tx.sql, tenant, 'port', option.legs.map(portKey));
  const found = notReady({
    site,
    power: places.get(site)?.power,
    quantity: choice.quantity,
    model,
    legs: option.legs.map((leg) => ({ ...leg, optic: ports.get(portKey(leg))?.optic })),
    bandwidthKbps: item?.requirement?.sites.find((each) => each.site === site)?.bandwidthKbps ?? 0,
  });
  return outcomeOf(found, objectPolicy(catalog, 'siteReadiness', defaultPolicy));
}

function outcomeOf({ building, equipment }: NotReady, { cause, text }: ReadinessPolicy): Outcome {
  if (equipment.length > 0)
    return {
      kind: 'fallout',
      error: {
        code: 'EQUIPMENT_DOES_NOT_FIT',
        message: equipment.join('; '),
        cause: 'data',
        corrective: ['Choose another model or port in the design, or change the optic; then retry.'],
      },
    };
  if (building.length === 0) return { kind: 'completed', output: { checked: ['power', 'space', 'optics'] } };
  return {
    kind: 'fallout',
    error: {
      code: 'BUILDING_NOT_READY',
      message: `${cause} ${text}: ${building.join('; ')}`,
      cause,
      corrective: ['Have the building made ready, load what it has now as its place’s power, then retry.'],
    },
  };
}
