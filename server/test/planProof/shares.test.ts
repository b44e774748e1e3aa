import { expect, it } from 'vitest';
import { catalogue } from './ground.ts';
import { shares } from './shares.ts';

it('every plan template of the catalogue has its proof', () => {
  expect(Object.values(shares).flat().sort()).toEqual(catalogue.map(({ code }) => code).sort());
});
