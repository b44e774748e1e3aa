import Type, { type Static } from 'typebox';
import { strict } from '../common.ts';

/** Why a part of a change is taken out of its device's queue undelivered. */
export const QueueWithdrawal = strict({ reason: Type.String({ minLength: 1, maxLength: 500 }) });
export type QueueWithdrawal = Static<typeof QueueWithdrawal>;
