import Type, { type Static } from 'typebox';
import { Because, Code, Instant, strict } from '../common.ts';

/** `POST /turnup/v1/service/{id}/switch`: a service moves to the ways that stand by for it. */
export const ServiceSwitch = strict({ reason: Because, externalId: Type.Optional(Code) });
export type ServiceSwitch = Static<typeof ServiceSwitch>;

/** `POST /turnup/v1/plannedOutage`: work that interrupts what stands on these devices, ports (`device/port`) and links. */
export const PlannedOutageCreate = strict({
  objects: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 100 }),
  reason: Because,
  /** Left out: the first maintenance window that leaves the policy's lead time. */
  startsAt: Type.Optional(Instant),
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080 })),
  /** It cannot wait for the lead time. */
  urgent: Type.Optional(Type.Boolean()),
});
export type PlannedOutageCreate = Static<typeof PlannedOutageCreate>;

/** `POST /turnup/v1/restoration`: devices, ports (`device/port`) and links that failed, and the ticket that is answered. */
export const RestorationCreate = strict({
  failed: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 100 }),
  ticket: Type.String({ minLength: 1, maxLength: 200 }),
  reason: Because,
  externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});
export type RestorationCreate = Static<typeof RestorationCreate>;

/** `POST /turnup/v1/failedObject/repair`: it works again. */
export const ObjectRepaired = strict({ name: Type.String({ minLength: 1, maxLength: 200 }) });
export type ObjectRepaired = Static<typeof ObjectRepaired>;
