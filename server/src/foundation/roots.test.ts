import { expect, test } from 'vitest';
import { hubsOf, rootsOf } from './roots.ts';

test('roots are the sites that say so, else the first; all sites where nobody is a hub', () => {
  const sites = [{ site: 'A' }, { site: 'B', role: 'root' as const }, { site: 'C', role: 'leaf' as const }];
  expect(rootsOf({ topology: 'hubAndSpoke', sites })).toEqual(['B']);
  expect(rootsOf({ topology: 'hubAndSpoke', sites: [{ site: 'A' }, { site: 'C' }] })).toEqual(['A']);
  expect(rootsOf({ topology: 'anyToAny', sites })).toEqual(['A', 'B', 'C']);
  expect(hubsOf([...sites, { site: 'D', role: 'root' }])).toEqual(['B', 'D']);
});
