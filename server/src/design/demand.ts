import type { AccessOption, NetworkPath, ServiceDesign } from '@turnup/contract';

/** Something of the network or of a partner on which a design stands. A port is named `node/port`. */
export type Demand = {
  readonly kind: 'port' | 'link' | 'node' | 'partnerOffer';
  readonly key: string;
};

/** What the chosen alternative stands on, each once. Nothing for a design that has ended. */
export function demandsOf({ state, alternatives, chosenAlternative }: ServiceDesign): Demand[] {
  const chosen = alternatives.find(({ id }) => id === chosenAlternative);
  return chosen === undefined || state === 'rejected' || state === 'superseded'
    ? []
    : demandsOfAlternative(chosen);
}

/** What an alternative stands on, each once: the accesses of its sites, and its routes through the core. */
export function demandsOfAlternative(chosen: {
  readonly sites: readonly { readonly legs: readonly AccessOption[] }[];
  readonly routes: readonly { readonly core: Pick<NetworkPath, 'links' | 'nodes'> }[];
}): Demand[] {
  const legs = chosen.sites.flatMap((site) => site.legs);
  const cores = chosen.routes.map((route) => route.core);
  const keys: Readonly<Record<Demand['kind'], readonly string[]>> = {
    port: legs.map((leg) => `${leg.node}/${leg.port}`),
    link: [...legs.flatMap((leg) => leg.link ?? []), ...cores.flatMap((core) => core.links)],
    node: [...legs.map((leg) => leg.node), ...cores.flatMap((core) => core.nodes)],
    partnerOffer: legs.flatMap((leg) => leg.partnerOffer ?? []),
  };
  return (Object.keys(keys) as Demand['kind'][]).flatMap((kind) =>
    [...new Set(keys[kind])].map((key) => ({ kind, key })),
  );
}
