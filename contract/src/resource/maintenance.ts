import Type, { type Static } from 'typebox';
import { Instant, strict, Text } from '../common.ts';

/** `POST /turnup/v1/plannedOutage`: work that interrupts what stands on these devices, ports (`device/port`) and links. */
export const PlannedOutageCreate = strict({
  objects: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 100 }),
  reason: Text,
  /** Left out: the first maintenance window that leaves the policy's lead time. */
  startsAt: Type.Optional(Instant),
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080 })),
  /** It cannot wait for the lead time. */
  urgent: Type.Optional(Type.Boolean()),
});
export type PlannedOutageCreate = Static<typeof PlannedOutageCreate>;
