import Type, { type Static } from 'typebox';
import { Code, DateOnly, oneOf, RateKbps, strict } from '../common.ts';
import { NetworkPath } from '../solution.ts';

/** What is asked of ways through the core: one, or a pair that shares nothing at a level. */
export const NetworkPathQuestion = strict({
  from: Code,
  to: Code,
  minimumRateKbps: RateKbps,
  /** The day on which the rate must be free; today unless told. */
  date: Type.Optional(DateOnly),
  /** With it a pair: of ways that share no link, no node, or no recorded risk at all. */
  disjointness: Type.Optional(oneOf('link', 'node', 'sharedRisk')),
  /** What is made least: latency unless told. */
  by: Type.Optional(oneOf('latency', 'cost')),
  avoid: Type.Optional(
    strict({
      sharedRisks: Type.Optional(Type.Array(Code, { maxItems: 1_000 })),
      nodes: Type.Optional(Type.Array(Code, { maxItems: 1_000 })),
      links: Type.Optional(Type.Array(Code, { maxItems: 1_000 })),
    }),
  ),
});
export type NetworkPathQuestion = Static<typeof NetworkPathQuestion>;

/** The ways that were found: none, one, or two with the better first. */
export const NetworkPathAnswer = strict({
  paths: Type.Array(NetworkPath, { maxItems: 2 }),
  /** That there is no better answer, or none at all, is proven. */
  proven: Type.Boolean(),
  /** How much better another pair could be at most, as a share; 0 where it is proven. */
  gap: Type.Number({ minimum: 0 }),
  date: DateOnly,
  networkVersion: Type.Integer(),
  /** The version of the inventory, where the network that was searched is behind it. */
  latestVersion: Type.Optional(Type.Integer()),
  /** How long the search took in its thread. */
  computedInUs: Type.Integer(),
});
export type NetworkPathAnswer = Static<typeof NetworkPathAnswer>;
