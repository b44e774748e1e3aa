import Type, { type Static } from 'typebox';
import { Code, oneOf, strict, Text } from '../common.ts';

/** `POST /tmf-api/serviceTestManagement/v4/serviceTest` (TMF653): a test of a live service on demand. */
export const ServiceTestCreate = strict({
  name: Text,
  description: Type.Optional(Text),
  mode: Type.Optional(oneOf('ONDEMAND')),
  relatedService: strict({ id: Type.String({ maxLength: 64 }) }),
  /** A test specification by its code, or `default`: that of the service. */
  testSpecification: strict({ id: Code }),
  /** Whether the test may fill the service with packets and cut its legs. Wants the permission `test.interrupt`. */
  interruptionAllowed: Type.Optional(Type.Boolean()),
});
export type ServiceTestCreate = Static<typeof ServiceTestCreate>;

/** `PATCH …/serviceTest/{id}`: takes a test back that has not begun. */
export const ServiceTestPatch = strict({ state: oneOf('cancelled') });
export type ServiceTestPatch = Static<typeof ServiceTestPatch>;
