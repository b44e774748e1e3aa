import { objectPolicy } from '../../catalog/index.ts';
import { objectivesOf, servicesById } from '../../inventory/index.ts';
import type { Attempt, ExternalHandler, Outcome } from '../../plan/index.ts';
import { hasPassed } from '../../testing/index.ts';
import type { BillingMessage } from '../billing.ts';
import { configurationOf } from '../configuration.ts';
import type { Delivery } from '../delivery.ts';
import { previousOf } from '../previous.ts';
import { deadDevices } from '../restoration/deadDevices.ts';
import { billingEvents } from '../store.ts';
import { itemOf } from '../taskSubject.ts';
import { openTraining } from '../training.ts';
import type { OrderItem, TaskInput } from '../types.ts';

/** What must hold before an order is closed (policy `closeGates`): eTOM 1.4.5.8. */
export type CloseGates = {
  readonly networkEqualsInventory: boolean;
  readonly billingStarted: boolean;
  readonly qualityParametersSent: boolean;
  /** Asked only where the policy says so: Service Quality Management has accepted every objective. */
  readonly qualityParametersAccepted: boolean;
  /** The last end-to-end test passed, or was waived by authority. */
  readonly testPassed: boolean;
  /** Everyone who will operate the equipment has learnt it. */
  readonly trainingEvidenced: boolean;
};

/** What is not asked of a service that carries nothing. */
const withoutTraffic = {
  testPassed: false,
  qualityParametersSent: false,
  qualityParametersAccepted: false,
  trainingEvidenced: false,
} as const;

/** Every gate, where no policy opens one. */
export const everyGate: CloseGates = {
  networkEqualsInventory: true,
  billingStarted: true,
  qualityParametersSent: true,
  qualityParametersAccepted: false,
  testPassed: true,
  trainingEvidenced: true,
};

/** How a service stands once an order for it is closed, beside what every closing asks. */
type Closing = {
  readonly kind: string;
  readonly state: 'active' | 'inactive';
  /** What billing was told, any of it; nothing where nothing is charged otherwise. */
  readonly billing: readonly BillingMessage['kind'][];
  /** Whether it carries traffic that was tested and is watched. */
  readonly carries: boolean;
  /** Whether it had to be tested by this system. */
  readonly tested: boolean;
};

const closings: readonly Closing[] = [
  { kind: 'order.close@1', state: 'active', billing: ['start', 'change'], carries: true, tested: true },
  { kind: 'restoration.close@1', state: 'active', billing: [], carries: true, tested: true },
  { kind: 'suspension.close@1', state: 'inactive', billing: ['stop'], carries: false, tested: false },
  { kind: 'takeOver.close@1', state: 'active', billing: ['start'], carries: true, tested: false },
];

/**
 * Closes an item by rule: billing was told, Service Quality Management has its parameters, and the devices hold exactly
 * what the records say. What does not hold is told in words and stays with a person.
 */
export function closeHandlers(delivery: Delivery): ExternalHandler[] {
  return closings.map((closing) => ({
    kind: closing.kind,
    mode: 'external',
    limitPerNode: 4,
    retry: { maxFailures: 3, firstMs: 1_000, factor: 3, capMs: 30_000 },
    run: (attempt) => close(delivery, attempt, closing),
  }));
}

async function close(
  delivery: Delivery,
  attempt: Attempt,
  { state, billing, carries, tested }: Closing,
): Promise<Outcome> {
  const { tenant } = attempt;
  const configuration = await configurationOf(delivery, delivery.sql, tenant, attempt.input as TaskInput);
  if (!configuration.ok)
    return {
      kind: 'fallout',
      error: { code: configuration.fault.code, message: configuration.fault.message, cause: 'data' },
    };
  const { serviceId, provider, customer } = configuration.value;
  const catalog = await delivery.catalog(delivery.sql, tenant);
  const policy = objectPolicy(catalog, 'closeGates', everyGate);
  const gates = carries ? policy : { ...policy, ...withoutTraffic };
  const open: string[] = [];
  const [service] = await servicesById(delivery.sql, tenant, [serviceId]);
  if (service?.state !== state) open.push(`service ${service?.number} is ${service?.state}, not ${state}`);
  if (gates.testPassed && tested && !(await hasPassed(delivery.sql, tenant, serviceId)))
    open.push('its last test neither passed nor was waived');
  const item = await itemOf(delivery.sql, tenant, attempt.input as TaskInput);
  const told = await billingEvents(delivery.sql, tenant, serviceId);
  const { orderId } = attempt.input as TaskInput;
  const kinds = new Set<string>(billing);
  const charged = gates.billingStarted && kinds.size > 0;
  if (charged && !told.some((event) => kinds.has(event.kind))) open.push('billing was not told');
  else if (
    charged &&
    !told.some((event) => event.orderId === orderId) &&
    (await isCharged(delivery, tenant, serviceId, item))
  )
    open.push('billing was not told of this order');
  const watched = (await objectivesOf(delivery.sql, tenant, serviceId)).filter(
    (objective) => objective.state !== 'retired',
  );
  if (!carries && watched.length > 0) open.push('Service Quality Management still watches it');
  if (gates.qualityParametersSent && watched.length === 0)
    open.push('Service Quality Management has no parameters');
  const pending = watched.filter((objective) => objective.state !== 'accepted');
  if (gates.qualityParametersAccepted && pending.length > 0)
    open.push(
      `Service Quality Management has not accepted ${pending.map(({ site, parameter }) => `${parameter} of ${site}`).join(', ')}`,
    );
  if (gates.trainingEvidenced) {
    const needs = item === undefined ? [] : await openTraining(delivery.sql, tenant, catalog, item);
    open.push(
      ...needs.map(
        ({ team, skill, model, untrained, members }) =>
          `${untrained.length} of ${members} of ${team} have no evidence of ${skill}, which ${model} asks for: ${untrained.join(', ')}`,
      ),
    );
  }
  if (gates.networkEqualsInventory) {
    // A device that has failed is compared when it answers again, by the reconciliation.
    const dead = await deadDevices(delivery.sql, tenant);
    const devices = new Set([...provider, ...customer].map((contribution) => contribution.device));
    for (const device of [...devices].filter((each) => !dead.has(each))) {
      const drift = (await delivery.devices.drift(tenant, device)).filter((place) =>
        place.services.includes(serviceId),
      );
      open.push(
        ...drift.map(
          (place) =>
            `${device} ${place.path} is ${place.kind}: has ${String(place.have)}, should have ${String(place.want)}`,
        ),
      );
    }
  }
  return open.length === 0
    ? { kind: 'completed', output: { serviceId, gates: Object.keys(gates) } }
    : {
        kind: 'fallout',
        error: { code: 'NOT_READY_TO_CLOSE', message: open.join('; '), cause: 'inventory' },
      };
}

/** Whether an order changes what is charged: one that leaves everything as it was ordered, such as a swap, does not. */
async function isCharged(
  delivery: Delivery,
  tenant: string,
  serviceId: string,
  item: OrderItem | undefined,
): Promise<boolean> {
  if (item === undefined) return true;
  const before = await previousOf(delivery.sql, tenant, { ...item, serviceId });
  return before === undefined || before.requirementHash !== item.requirementHash;
}
