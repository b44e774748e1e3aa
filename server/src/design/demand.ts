import type { AccessOption, CpeChoice, NetworkPath, ServiceDesign } from '@turnup/contract';

/** Something of the network, of a partner or of the catalogue on which a design stands. A port is named `node/port`. */
export type Demand = {
  readonly kind: 'port' | 'link' | 'node' | 'partnerOffer' | 'place' | 'sharedRisk' | 'cpeModel';
  readonly key: string;
};

/** What the chosen alternative stands on, each once. Nothing for a design that has ended. */
export function demandsOf({ state, alternatives, chosenAlternative }: ServiceDesign): Demand[] {
  const chosen = alternatives.find(({ id }) => id === chosenAlternative);
  return chosen === undefined || state === 'rejected' || state === 'superseded'
    ? []
    : demandsOfAlternative(chosen);
}

/**
 * What an alternative stands on, each once: the accesses of its sites with the buildings and shared risks at both ends,
 * its equipment, and its routes through the core.
 */
export function demandsOfAlternative(chosen: {
  readonly sites: readonly { readonly site: string; readonly legs: readonly AccessOption[] }[];
  readonly routes: readonly { readonly core: Pick<NetworkPath, 'links' | 'nodes'> }[];
  readonly cpe?: readonly Pick<CpeChoice, 'model'>[];
}): Demand[] {
  const legs = chosen.sites.flatMap((site) => site.legs);
  const cores = chosen.routes.map((route) => route.core);
  const keys: Readonly<Record<Demand['kind'], readonly string[]>> = {
    port: legs.map((leg) => `${leg.node}/${leg.port}`),
    link: [...legs.flatMap((leg) => leg.link ?? []), ...cores.flatMap((core) => core.links)],
    node: [...legs.map((leg) => leg.node), ...cores.flatMap((core) => core.nodes)],
    partnerOffer: legs.flatMap((leg) => leg.partnerOffer ?? []),
    place: [...chosen.sites.map(({ site }) => site), ...legs.map((leg) => leg.pointOfPresence)],
    sharedRisk: legs.flatMap((leg) => leg.sharedRisks ?? []),
    cpeModel: (chosen.cpe ?? []).map(({ model }) => model),
  };
  return (Object.keys(keys) as Demand['kind'][]).flatMap((kind) =>
    [...new Set(keys[kind])].map((key) => ({ kind, key })),
  );
}
