import { type Catalog, objectPolicy } from '../../catalog/index.ts';

/** One fact by which services are ranked; a listed value comes before later ones and before what is not listed. */
export type RankRule =
  | { readonly fact: 'class'; readonly order: readonly string[] }
  | { readonly fact: 'rateKbps'; readonly first: 'greatest' | 'least' };

/** Policy `restoration`: which services are moved first when capacity is short, and how long others wait. */
export type RestorationPolicy = {
  /** `byPriority`: whoever ranks first is served first. `mostServices`: the least rates first, so that most are served. */
  readonly prefer: 'byPriority' | 'mostServices';
  readonly rank: readonly RankRule[];
  /** After so many hours without spare capacity a person decides. */
  readonly waitHours: number;
};

/** The policy; without one the greatest rate goes first, and a person is asked after a day. */
export function restorationPolicy(catalog: Catalog): RestorationPolicy {
  return objectPolicy<RestorationPolicy>(catalog, 'restoration', {
    prefer: 'byPriority',
    rank: [{ fact: 'rateKbps', first: 'greatest' }],
    waitHours: 24,
  });
}
