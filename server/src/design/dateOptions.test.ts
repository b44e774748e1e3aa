import { describe, expect, test } from 'vitest';
import { unwrap } from '../foundation/result.ts';
import { composeDesign } from './compose.ts';
import { designInput } from './testing/flagship.ts';
import type { DesignInput } from './types.ts';

/** The flagship, its partner hurrying for a price. */
function hurrying(savesWorkingDays: number, oneOffMinor: number, wanted: string): DesignInput {
  const input = designInput();
  return {
    ...input,
    requirement: { ...input.requirement, requestedCompletionDate: wanted },
    siteOptions: input.siteOptions.map(({ site, options }) => ({
      site,
      options: options.map((option) => ({
        ...option,
        legs: option.legs.map((leg) =>
          leg.partnerOffer === undefined ? leg : { ...leg, expedite: { savesWorkingDays, oneOffMinor } },
        ),
      })),
    })),
  };
}

describe('ways to an earlier date', () => {
  // By hand from 1 March 2027 on England's calendar: 44 working days less those saved; without Aberdeen 31.
  test.each([
    [5, 150_000, '2027-04-30', '2027-04-27', true],
    [2, 90_000, '2027-04-29', '2027-04-30', false],
    [8, 400_000, '2027-04-30', '2027-04-22', true],
  ])('%i working days for %i: asked for %s, %s is reached', (saves, price, wanted, finish, meets) => {
    const { alternatives } = unwrap(composeDesign(hurrying(saves, price, wanted)));
    const caledonet = alternatives.find(({ plan }) => plan.finishDate === '2027-05-05');
    const options = caledonet?.dateOptions ?? [];
    expect(options.find(({ kind }) => kind === 'expedite')).toMatchObject({
      finishDate: finish,
      savesWorkingDays: saves,
      oneOffMinor: price,
      meetsRequestedDate: meets,
    });
    const later = options.find(({ kind }) => kind === 'phase');
    expect(later).toMatchObject({ site: 'MERIDIAN-ABZ', oneOffMinor: 0, savesWorkingDays: 13 });
    expect(later?.description).toBe('All but MERIDIAN-ABZ, which follows on 2027-05-05');
  });

  test('nobody who hurries, nothing sooner but to come in phases', () => {
    const { alternatives } = unwrap(composeDesign(designInput()));
    const kinds = alternatives.flatMap(({ dateOptions = [] }) => dateOptions.map(({ kind }) => kind));
    expect(new Set(kinds)).toEqual(new Set(['phase']));
  });
});
