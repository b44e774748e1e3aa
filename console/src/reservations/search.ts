import { type Given, numberOf, textOf, wordOf } from '../shared/search.ts';

const sets = ['reserved', 'waiting', 'confirmed', 'allocated', 'all'] as const;
export type ReservationSet = (typeof sets)[number];

/** Which reservations are shown; those with a running hold unless it says otherwise. */
export type ReservationSearch = {
  readonly set?: ReservationSet;
  readonly pool?: string;
  readonly offset?: number;
};

export const reservationSearch = (given: Given): ReservationSearch => ({
  set: wordOf(given, 'set', sets),
  pool: textOf(given, 'pool'),
  offset: numberOf(given, 'offset'),
});
