import type { DesignAlternative, ServiceDesign } from '@turnup/contract';

/** The alternative of a design that is chosen, else the first. */
export function chosenOf(design: ServiceDesign): DesignAlternative | undefined {
  return (
    design.alternatives.find((alternative) => alternative.id === design.chosenAlternative) ??
    design.alternatives[0]
  );
}

/** The site options of a design's alternatives, the chosen one's first. */
export function siteOptionsOf(design: ServiceDesign) {
  const ordered = [chosenOf(design), ...design.alternatives].filter(
    (alternative) => alternative !== undefined,
  );
  return design.requirement.sites.map(({ site }) => {
    const options = ordered.flatMap((alternative) =>
      alternative.sites.filter((option) => option.site === site),
    );
    const unique = new Map(
      options.map((option) => [option.legs.map((leg) => `${leg.id}/${leg.port}`).join('+'), option]),
    );
    return { site, options: [...unique.values()] };
  });
}
