import type { Reservation } from '../api/answers.ts';
import type { StateWord } from '../shared/State.tsx';

/** Every state of a reservation in words. */
export const reservationWords: Readonly<Record<Reservation['state'], StateWord>> = {
  waiting: { word: 'Waiting in line', icon: 'waiting', tone: 'info' },
  reserved: { word: 'Reserved', icon: 'clock', tone: 'warn' },
  confirmed: { word: 'Confirmed', icon: 'check', tone: 'good' },
  allocated: { word: 'Allocated', icon: 'check', tone: 'good' },
  released: { word: 'Released', icon: 'minus', tone: 'quiet' },
  expired: { word: 'Expired', icon: 'ban', tone: 'bad' },
};
