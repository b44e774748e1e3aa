import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Reservation } from './answers.ts';
import { call, get } from './client.ts';
import { getPage, type Query } from './page.ts';

const path = '/turnup/v1/reservation';

export const heldQuery = (query: Query) =>
  queryOptions({
    queryKey: ['reservations', query],
    queryFn: () => getPage<Reservation>(path, query),
    placeholderData: keepPreviousData,
  });

/** One reservation, whatever became of it. */
export const reservationQuery = (id: string) =>
  queryOptions({
    queryKey: ['reservation', id],
    queryFn: () => get<Reservation>(`${path}/${encodeURIComponent(id)}`),
  });

/** What an owner does with a reservation. `holdUntil` goes with `extend`. */
export type ReservationMove = {
  readonly reservation: Reservation;
  readonly verb: 'confirm' | 'release' | 'extend';
  readonly holdUntil?: string;
};

export const moveReservation = ({ reservation: { id, owner }, verb, holdUntil }: ReservationMove) =>
  call('POST', `${path}/${encodeURIComponent(id)}/${verb}`, {
    owner,
    ...(holdUntil === undefined ? {} : { holdUntil }),
  });
