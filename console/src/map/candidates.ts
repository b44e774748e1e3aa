import type { FeasibilityAnswer, Place } from '@turnup/contract';
import type { Topology } from '../api/answers.ts';
import type { Drawing, LineStyle, MapLine } from './drawing.ts';

/**
 * The sites of an answer with the accesses of the best option of each, and in another style those of all further options;
 * with the places that fill the picture: those of one site, or of all.
 */
export function drawingOfCandidates(
  topology: Topology,
  answer: FeasibilityAnswer,
  site: string | undefined,
): { readonly drawing: Drawing; readonly focus: readonly Place[] } {
  const places = new Map(topology.places.map((place) => [place.code, place]));
  const placeOfNode = new Map(topology.nodes.map(({ name, place }) => [name, place]));
  const lines = new Map<string, MapLine>();
  const add = (from: string | undefined, to: string | undefined, style: LineStyle): void => {
    if (from === undefined || to === undefined || from === to || !places.has(from) || !places.has(to)) return;
    const ends = [from, to].sort().join(' ');
    // A way that a better option uses already is not drawn again as a candidate.
    if (style === 'candidate' && [...lines.values()].some((line) => endsOf(line) === ends)) return;
    lines.set(`${style} ${ends}`, { id: `${style} ${ends}`, from, to, style });
  };
  for (const { kind, a, b } of topology.links)
    if (kind === 'core' && a.node !== undefined && b.node !== undefined)
      add(placeOfNode.get(a.node), placeOfNode.get(b.node), 'core');
  for (const { site: at, options } of answer.siteOptions)
    for (const [index, leg] of (options[0]?.legs ?? []).entries())
      add(at, leg.pointOfPresence, leg.kind === 'offNet' ? 'partner' : index === 0 ? 'primary' : 'diverse');
  for (const { site: at, options } of answer.siteOptions)
    for (const { legs } of options.slice(1))
      for (const leg of legs) add(at, leg.pointOfPresence, 'candidate');
  const all = [...lines.values()];
  const siteCodes = new Set(answer.siteOptions.map((each) => each.site));
  const ends = new Set(all.filter(({ style }) => style !== 'core').flatMap(({ from, to }) => [from, to]));
  const drawing: Drawing = {
    sites: topology.places.filter(({ code }) => siteCodes.has(code)),
    used: topology.places.filter(({ code }) => ends.has(code) && !siteCodes.has(code)),
    others: topology.places.filter(
      ({ code, kind }) => kind === 'pointOfPresence' && !ends.has(code) && !siteCodes.has(code),
    ),
    lines: all,
  };
  const near = new Set(
    all
      .filter(({ style, from, to }) => style !== 'core' && (from === site || to === site))
      .flatMap(({ from, to }) => [from, to]),
  );
  const whole = [...drawing.sites, ...drawing.used];
  return { drawing, focus: near.size === 0 ? whole : whole.filter(({ code }) => near.has(code)) };
}

const endsOf = ({ from, to }: MapLine): string => [from, to].sort().join(' ');
