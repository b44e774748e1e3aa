import Type, { type Static } from 'typebox';
import { Because, Code, oneOf, strict } from '../common.ts';
import { Characteristic, Polymorphic, RelatedParty } from './ordering.ts';

/** Why a part of a change is taken out of its device's queue undelivered. */
export const QueueWithdrawal = strict({ reason: Because });
export type QueueWithdrawal = Static<typeof QueueWithdrawal>;

/** `POST /turnup/v1/configurationLabel`: a name for the state of these devices, of all where none is named. */
export const ConfigurationLabelCreate = strict({
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' }),
  text: Type.Optional(Type.String({ maxLength: 500 })),
  devices: Type.Optional(Type.Array(Code, { minItems: 1, maxItems: 10_000, uniqueItems: true })),
});
export type ConfigurationLabelCreate = Static<typeof ConfigurationLabelCreate>;

/**
 * Why something on the network cannot wait for the notice and the maintenance window that an interruption of services
 * needs. Whoever it interrupts is told all the same.
 */
const Urgent = strict({ reason: Because });

/** `POST /turnup/v1/service/{id}/redeploy`; the body may be left out. */
export const ServiceRedeploy = strict({ urgent: Type.Optional(Urgent) });
export type ServiceRedeploy = Static<typeof ServiceRedeploy>;

/** `POST …/configurationLabel/{name}/rollback` and `…/preview`: of these of its devices, of all where none is named. */
export const ConfigurationRollback = strict({
  devices: Type.Optional(Type.Array(Code, { minItems: 1, maxItems: 10_000, uniqueItems: true })),
  /** Services that would break by it: refuse with their names (default), or let them keep what they have. */
  others: Type.Optional(oneOf('refuse', 'keep')),
  urgent: Type.Optional(Urgent),
});
export type ConfigurationRollback = Static<typeof ConfigurationRollback>;

/** `POST /turnup/v1/device/{name}/reconcile`: what becomes of drift; by the policy where no action is said. */
export const DeviceReconcile = strict({
  action: Type.Optional(oneOf('keep', 'adopt', 'putBack')),
  reason: Because,
  urgent: Type.Optional(Urgent),
});
export type DeviceReconcile = Static<typeof DeviceReconcile>;

/** TMF640 `POST …/service`: a service to be delivered and activated; an order does it. */
export const ServiceActivationCreate = strict({
  ...Polymorphic,
  externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  state: Type.Literal('active'),
  serviceSpecification: strict({ ...Polymorphic, id: Code }),
  serviceCharacteristic: Type.Array(Characteristic, { maxItems: 100 }),
  relatedParty: Type.Array(RelatedParty, { minItems: 1, maxItems: 50 }),
});
export type ServiceActivationCreate = Static<typeof ServiceActivationCreate>;

/** TMF640 `PATCH …/service/{id}`: other characteristics, or its traffic stopped (`inactive`) and let pass (`active`). */
export const ServiceActivationPatch = strict({
  ...Polymorphic,
  state: Type.Optional(oneOf('active', 'inactive')),
  serviceCharacteristic: Type.Optional(Type.Array(Characteristic, { minItems: 1, maxItems: 100 })),
});
export type ServiceActivationPatch = Static<typeof ServiceActivationPatch>;
