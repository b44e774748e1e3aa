import { mapOf } from '../drawings/map.ts';
import { topologyOf } from '../drawings/topology.ts';
import type { DocumentFacts, Section } from '../types.ts';

/** Where it stands and how it hangs together. */
export function topology(facts: DocumentFacts): Section {
  return {
    title: 'The solution at a glance',
    fresh: true,
    blocks: [
      {
        kind: 'drawing',
        svg: mapOf(facts),
        alternative: 'Map of the sites, the points of presence and the ways between them',
        caption: 'Map: primary ways blue, fail-over ways amber, tails of partners violet and dashed',
      },
      {
        kind: 'drawing',
        svg: topologyOf(facts),
        alternative: 'Diagram of sites, equipment, accesses, provider edges and core',
        caption:
          'Logical diagram: each leg with its rate and one-way latency; the core with the ways that are used',
      },
    ],
  };
}
