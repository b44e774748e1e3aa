import { describe, expect, test } from 'vitest';
import { loadDataSets, loadStory } from '../story/load.ts';
import { recordsOf } from '../story/world.ts';
import { failure, isSilent, lateness } from './behaviour.ts';
import { answerFrom } from './partner.ts';
import { doneAt } from './worker.ts';

const install = { kind: 'install', activity: 'INST_HQ' };

describe('how somebody plays', () => {
  test('lateness of the activity counts before that of the kind', () => {
    expect(lateness({}, install)).toBe(0);
    expect(lateness({ late: -1 }, install)).toBe(-1);
    expect(lateness({ late: { install: 2, INST_HQ: 5 } }, install)).toBe(5);
    expect(lateness({ late: { install: 2 } }, install)).toBe(2);
    expect(lateness({ late: { survey: 2 } }, install)).toBe(0);
  });

  test('silence about everything, or about some kinds', () => {
    expect(isSilent({}, install)).toBe(false);
    expect(isSilent({ silent: true }, install)).toBe(true);
    expect(isSilent({ silent: ['survey'] }, install)).toBe(false);
    expect(isSilent({ silent: ['INST_HQ'] }, install)).toBe(true);
  });

  test('giving up with a cause', () => {
    expect(failure({ fails: { install: '3C' } }, install)).toBe('3C');
    expect(failure({ fails: { survey: '1X' } }, install)).toBeUndefined();
  });
});

describe('with the demo operator', async () => {
  const { story, folder } = await loadStory('s1-flagship');
  const sets = await loadDataSets({ ...story, parameters: [] }, folder, {});
  const [england] = recordsOf(sets, 'calendar');

  test('work is done at the close of business of its planned day, moved by lateness', () => {
    if (england === undefined) throw new Error('the demo has no calendar');
    const work = { plannedFinishDate: '2027-05-04' };
    expect(doneAt(work, england, 0)).toBe('2027-05-04T16:00:00.000Z');
    // 3 May is a holiday.
    expect(doneAt(work, england, -1)).toBe('2027-04-30T16:00:00.000Z');
    expect(doneAt({}, england, 0)).toBeUndefined();
  });

  test('a partner answers what its rate card says, with the condition of an unsure offer', () => {
    const offers = new Map(recordsOf(sets, 'partnerOffer').map((offer) => [offer.code, offer]));
    const [sure, unsure] = [offers.get('CALEDONET-ABZ'), offers.get('GRANITE-ABZ')];
    if (sure === undefined || unsure === undefined) throw new Error('the demo lacks an offer');
    expect(answerFrom(sure)).toMatchObject({
      confidence: 'green',
      leadTimeWorkingDays: 25,
      monthlyMinor: 45_000,
    });
    expect(answerFrom(sure)).not.toHaveProperty('condition');
    expect(answerFrom(unsure)).toMatchObject({ confidence: 'yellow', condition: unsure.condition });
  });
});
