import { useQuery } from '@tanstack/react-query';
import type { FeasibilityAnswer } from '@turnup/contract';
import { useMemo } from 'react';
import type { Topology } from '../api/answers.ts';
import { topologyQuery } from '../api/designs.ts';
import { drawingOfCandidates } from '../map/candidates.ts';
import { MapLegend } from '../map/MapLegend.tsx';
import { NetworkMap } from '../map/NetworkMap.tsx';
import { outlineQuery } from '../map/outline.ts';
import { useMay } from '../session/useSession.ts';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';

type Props = { readonly answer: FeasibilityAnswer; readonly site: string | undefined };

/** The sites on the map with their best accesses and every other candidate; the table below says the same. */
export function CandidateMap({ answer, site }: Props) {
  const may = useMay('network.read');
  const topology = useQuery({ ...topologyQuery, enabled: may });
  if (!may || answer.siteOptions.length === 0) return null;
  return (
    <Section title="Map" aside={<MapLegend candidates />}>
      <Read query={topology}>{(found) => <Picture topology={found} answer={answer} site={site} />}</Read>
    </Section>
  );
}

function Picture({ topology, answer, site }: Props & { readonly topology: Topology }) {
  const outline = useQuery(outlineQuery);
  const { drawing, focus } = useMemo(
    () => drawingOfCandidates(topology, answer, site),
    [topology, answer, site],
  );
  return (
    <Read query={outline}>
      {(found) => (
        <NetworkMap
          outline={found}
          drawing={drawing}
          focus={focus}
          label="Map of the sites and of where their accesses can end; the table below says the same"
        />
      )}
    </Read>
  );
}
