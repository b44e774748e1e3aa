import type { Calendar } from '@turnup/contract';

const common = {
  weekend: [6, 7],
  opens: '08:00',
  closes: '17:00',
  validFrom: '2027-01-01',
  validUntil: '2029-01-01',
};
const holidays = (...dates: readonly string[]) => dates.map((date) => ({ date, name: 'Bank holiday' }));

/** England and Wales, 2027 and 2028. Source: gov.uk/bank-holidays. */
export const england: Calendar = {
  ...common,
  code: 'ENG',
  name: 'England and Wales',
  zone: 'Europe/London',
  holidays: holidays(
    '2027-01-01',
    '2027-03-26',
    '2027-03-29',
    '2027-05-03',
    '2027-05-31',
    '2027-08-30',
    '2027-12-27',
    '2027-12-28',
    '2028-01-03',
    '2028-04-14',
    '2028-04-17',
    '2028-05-01',
    '2028-05-29',
    '2028-08-28',
    '2028-12-25',
    '2028-12-26',
  ),
};

/** Scotland, 2027: Easter Monday is worked, 2 January and St Andrew's Day are not. */
export const scotland: Calendar = {
  ...common,
  code: 'SCT',
  name: 'Scotland',
  zone: 'Europe/London',
  holidays: holidays(
    '2027-01-01',
    '2027-01-04',
    '2027-03-26',
    '2027-05-03',
    '2027-05-31',
    '2027-08-02',
    '2027-11-30',
    '2027-12-27',
    '2027-12-28',
  ),
  validUntil: '2028-01-01',
};

/** Weekdays only, no holidays. */
export const weekdays: Calendar = {
  ...common,
  code: 'WEEKDAYS',
  name: 'Weekdays',
  zone: 'Europe/London',
  holidays: [],
};

/** Every day is worked. */
export const everyDay: Calendar = {
  ...common,
  code: 'DAILY',
  name: 'Every day',
  zone: 'Asia/Dubai',
  weekend: [],
  holidays: [],
};
