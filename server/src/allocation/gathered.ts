import type { Result } from '../foundation/result.ts';
import { type Database, sqlState, type Transaction } from '../platform/database.ts';
import { gather } from '../platform/gather.ts';
import { confirmTogether } from './confirm-together.ts';
import { type ConfirmRequest, confirm } from './held.ts';
import { reserve } from './reserve.ts';
import { Apart, reserveTogether } from './together.ts';
import { waitBriefly } from './together-store.ts';
import type { AllocationPorts, AllocationRefusal, Reservation, ReserveRequest } from './types.ts';

/** SQLSTATE of a lock that was not to be had in time. */
const lockNotAvailable = '55P03';

/** The most requests in one transaction. */
const most = 64;

/** A move, and what its caller wants written with it. */
export type Noted<Request, Tag> = { readonly request: Request; readonly tag: Tag };

/** Moves in transactions of the room's own: requests that come at the same time share one, each all or nothing. */
export type Gathered<Tag> = {
  reserve(tenant: string, asked: Noted<ReserveRequest, Tag>): Promise<Result<Reservation, AllocationRefusal>>;
  confirm(tenant: string, asked: Noted<ConfirmRequest, Tag>): Promise<Result<Reservation>>;
};

/** Writes what callers want written with moves that were made. */
export type WriteTags<Tag> = (
  tx: Transaction,
  tenant: string,
  made: readonly { readonly tag: Tag; readonly reservation: Reservation }[],
) => Promise<void>;

type Move<Request, Fault extends AllocationRefusal> = {
  together(
    tx: Transaction,
    tenant: string,
    requests: readonly Request[],
  ): Promise<readonly (Reservation | undefined)[]>;
  alone(tx: Transaction, tenant: string, request: Request): Promise<Result<Reservation, Fault>>;
};

/** Binds the gathered moves to a database. A request that does not pass beside others is done again by itself. */
export function gatherMoves<Tag>(
  database: Database,
  ports: AllocationPorts,
  write: WriteTags<Tag>,
): Gathered<Tag> {
  return {
    reserve: gathered(database, write, {
      together: (tx, tenant, requests) => reserveTogether(tx, tenant, ports, requests),
      alone: (tx, tenant, request) => reserve(tx, tenant, ports, request),
    }),
    confirm: gathered(database, write, {
      together: (tx, tenant, requests) => confirmTogether(tx, tenant, ports, requests),
      alone: (tx, tenant, request) => confirm(tx, tenant, ports, request),
    }),
  };
}

function gathered<Request, Tag, Fault extends AllocationRefusal>(
  database: Database,
  write: WriteTags<Tag>,
  move: Move<Request, Fault>,
): (tenant: string, asked: Noted<Request, Tag>) => Promise<Result<Reservation, Fault>> {
  const beside = gather<Noted<Request, Tag>, Reservation | undefined>(most, async (tenant, asked) => {
    try {
      return await database.transaction(async (tx) => {
        await waitBriefly(tx);
        const made = await move.together(
          tx,
          tenant,
          asked.map(({ request }) => request),
        );
        const notes = asked.flatMap(({ tag }, index) => {
          const reservation = made[index];
          return reservation === undefined ? [] : [{ tag, reservation }];
        });
        if (notes.length > 0) await write(tx, tenant, notes);
        return made;
      });
    } catch (error) {
      // Whoever waits for a long transaction, or brings what cannot be written, does so by himself.
      if (error instanceof Apart || asked.length > 1 || sqlState(error) === lockNotAvailable)
        return asked.map(() => undefined);
      throw error;
    }
  });
  return async (tenant, asked) => {
    const made = await beside(tenant, asked);
    if (made !== undefined) return { ok: true, value: made } as Result<Reservation, Fault>;
    return database.transaction(async (tx) => {
      const result = await move.alone(tx, tenant, asked.request);
      if (result.ok) await write(tx, tenant, [{ tag: asked.tag, reservation: result.value }]);
      return result;
    });
  };
}
