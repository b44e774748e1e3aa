import type { DesignAlternative, Place } from '@turnup/contract';
import type { Topology } from '../api/answers.ts';

/** How a line is drawn; each style has its own colour, dash and weight. */
export type LineStyle = 'core' | 'primary' | 'diverse' | 'partner' | 'candidate';
export type MapLine = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly style: LineStyle;
};

/** What a map shows: places with a role, and lines between them by their codes. */
export type Drawing = {
  readonly sites: readonly Place[];
  readonly used: readonly Place[];
  readonly others: readonly Place[];
  readonly lines: readonly MapLine[];
};

/** The network and the ways of one alternative through it. */
export function drawingOf(topology: Topology, alternative: DesignAlternative): Drawing {
  const places = new Map(topology.places.map((place) => [place.code, place]));
  const placeOfNode = new Map(topology.nodes.map(({ name, place }) => [name, place]));
  const placeOfEnd = (end: { readonly node?: string; readonly place?: string }): string | undefined =>
    end.node === undefined ? end.place : placeOfNode.get(end.node);
  const lines = new Map<string, MapLine>();
  const add = (from: string | undefined, to: string | undefined, style: LineStyle): void => {
    if (from === undefined || to === undefined || from === to || !places.has(from) || !places.has(to)) return;
    const id = `${style} ${[from, to].sort().join(' ')}`;
    lines.set(id, { id, from, to, style });
  };
  for (const link of topology.links)
    if (link.kind === 'core') add(placeOfEnd(link.a), placeOfEnd(link.b), 'core');
  for (const { site, legs } of alternative.sites)
    for (const [index, leg] of legs.entries())
      add(site, leg.pointOfPresence, leg.kind === 'offNet' ? 'partner' : index === 0 ? 'primary' : 'diverse');
  for (const { role, core } of alternative.routes)
    for (const [index, node] of core.nodes.entries()) {
      const next = core.nodes[index + 1];
      if (next !== undefined)
        add(placeOfNode.get(node), placeOfNode.get(next), role === 'primary' ? 'primary' : 'diverse');
    }
  const all = [...lines.values()];
  const siteCodes = new Set(alternative.sites.map(({ site }) => site));
  const usedCodes = new Set(
    all.filter(({ style }) => style !== 'core').flatMap(({ from, to }) => [from, to]),
  );
  return {
    sites: topology.places.filter(({ code }) => siteCodes.has(code)),
    used: topology.places.filter(({ code }) => usedCodes.has(code) && !siteCodes.has(code)),
    others: topology.places.filter(
      ({ code, kind }) => kind === 'pointOfPresence' && !usedCodes.has(code) && !siteCodes.has(code),
    ),
    lines: all,
  };
}

/** The places that fill the picture: all of the design, all of the network, or a site and where its legs end. */
export function lookedAtPlaces(
  drawing: Drawing,
  alternative: DesignAlternative,
  look: string | undefined,
): readonly Place[] {
  const design = [...drawing.sites, ...drawing.used];
  if (look === 'network') return [...design, ...drawing.others];
  const site = alternative.sites.find((each) => each.site === look);
  if (site === undefined) return design;
  const ends = new Set([site.site, ...site.legs.map((leg) => leg.pointOfPresence)]);
  return design.filter(({ code }) => ends.has(code));
}
