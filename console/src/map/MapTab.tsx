import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import { useMemo } from 'react';
import type { Topology } from '../api/answers.ts';
import { topologyQuery } from '../api/designs.ts';
import { useMay } from '../session/useSession.ts';
import { Read } from '../shared/Read.tsx';
import { drawingOf, lookedAtPlaces } from './drawing.ts';
import classes from './Map.module.css';
import { MapLegend } from './MapLegend.tsx';
import { NetworkMap } from './NetworkMap.tsx';
import { outlineQuery } from './outline.ts';
import { LegsTable, RoutesTable } from './RouteTables.tsx';

type Props = {
  readonly design: ServiceDesign;
  readonly alternative: DesignAlternative;
  readonly look: string | undefined;
};

/** The ways of one alternative on the map of the network, and the same as tables. */
export function MapTab({ design, alternative, look }: Props) {
  const navigate = useNavigate({ from: '/designs/$id' });
  const topology = useQuery({ ...topologyQuery, enabled: useMay('network.read') });
  return (
    <>
      <div className={classes['bar']}>
        <div style={{ display: 'flex', gap: 10 }}>
          <NativeSelect
            size="xs"
            label="Alternative"
            maw={460}
            value={alternative.id}
            onChange={(event) => {
              const { value } = event.currentTarget;
              void navigate({ search: (before) => ({ ...before, alternative: value }), replace: true });
            }}
            data={design.alternatives.map(({ id, rank, title }) => ({
              value: id,
              label: `${rank}. ${title}`,
            }))}
          />
          <NativeSelect
            size="xs"
            label="Look at"
            value={look ?? ''}
            onChange={(event) => {
              const value = event.currentTarget.value || undefined;
              void navigate({ search: (before) => ({ ...before, look: value }), replace: true });
            }}
            data={[
              { value: '', label: 'the whole service' },
              { value: 'network', label: 'the whole network' },
              ...alternative.sites.map(({ site }) => ({ value: site, label: site })),
            ]}
          />
        </div>
        <MapLegend />
      </div>
      <div className={classes['layout']}>
        <Read query={topology}>
          {(found) => <Picture topology={found} alternative={alternative} look={look} />}
        </Read>
        <div className={classes['tables']}>
          <LegsTable alternative={alternative} />
          <RoutesTable alternative={alternative} />
        </div>
      </div>
    </>
  );
}

type PictureProps = Omit<Props, 'design'> & { readonly topology: Topology };

function Picture({ topology, alternative, look }: PictureProps) {
  const outline = useQuery(outlineQuery);
  const drawing = useMemo(() => drawingOf(topology, alternative), [topology, alternative]);
  const focus = useMemo(() => lookedAtPlaces(drawing, alternative, look), [drawing, alternative, look]);
  return (
    <Read query={outline}>{(found) => <NetworkMap outline={found} drawing={drawing} focus={focus} />}</Read>
  );
}
