import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import type { ReactNode } from 'react';
import { designPath, designQuery } from '../api/designs.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import { MapTab } from '../map/MapTab.tsx';
import { CopyMenu } from '../shared/CopyMenu.tsx';
import { DocumentMenu } from '../shared/DocumentMenu.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Json } from '../shared/Json.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { type Tab, Tabs } from '../shared/Tabs.tsx';
import { Approvals } from './Approvals.tsx';
import { lookedAt } from './alternativeFacts.ts';
import { Business } from './Business.tsx';
import { Comments } from './Comments.tsx';
import { Compare } from './Compare.tsx';
import { Compliance } from './Compliance.tsx';
import { DesignHeader } from './DesignHeader.tsx';
import { Materials } from './Materials.tsx';
import { Operations } from './Operations.tsx';
import { PlanSummary } from './PlanSummary.tsx';
import type { DesignTab } from './search.ts';
import { Topology } from './Topology.tsx';
import { Versions } from './Versions.tsx';

const tabs: readonly Tab<DesignTab>[] = [
  { name: 'compare', label: 'Alternatives' },
  { name: 'topology', label: 'Topology' },
  { name: 'map', label: 'Map' },
  { name: 'compliance', label: 'Compliance' },
  { name: 'materials', label: 'Materials' },
  { name: 'plan', label: 'Plan' },
  { name: 'business', label: 'Money and risks' },
  { name: 'operations', label: 'Operations' },
  { name: 'comments', label: 'Comments' },
  { name: 'versions', label: 'Versions' },
  { name: 'approvals', label: 'Approvals' },
  { name: 'json', label: 'Raw JSON' },
];

/** One design: its alternatives compared, the chosen one on the map, and the way to its approval. */
export function DesignPage() {
  const { id } = useParams({ from: '/signed/designs/$id' });
  const query = useQuery(designQuery(id));
  useLiveRefresh(['design', id], ({ event }) => 'serviceDesign' in event);
  return query.data === undefined ? (
    <Page title="Design">
      <Read query={query}>{() => null}</Read>
    </Page>
  ) : (
    <Loaded design={query.data} />
  );
}

function Loaded({ design }: { readonly design: ServiceDesign }) {
  const search = useSearch({ from: '/signed/designs/$id' });
  const open = search.tab ?? 'compare';
  const alternative = lookedAt(design, search.alternative);
  return (
    <Page
      title={`Design ${design.number}`}
      about={`${design.requirement.serviceSpecification} for ${design.requirement.customer}, version ${design.version}`}
      actions={
        <>
          {alternative !== undefined && (
            <DocumentMenu
              label="Document"
              path={`${designPath}/${design.id}/document`}
              query={{ alternative: alternative.id }}
            />
          )}
          <CopyMenu path={`${designPath}/${design.id}`} id={design.id} />
        </>
      }
    >
      <DesignHeader design={design} />
      <Tabs label="Parts of the design" tabs={tabs} open={open}>
        {alternative === undefined ? (
          <Empty title="No alternative was found.">
            {design.rejected[0]?.reason.message ?? 'The requirement cannot be met.'}
          </Empty>
        ) : (
          panels(design, alternative, search.look)[open]()
        )}
      </Tabs>
    </Page>
  );
}

const panels = (
  design: ServiceDesign,
  alternative: DesignAlternative,
  look: string | undefined,
): Readonly<Record<DesignTab, () => ReactNode>> => ({
  compare: () => <Compare design={design} />,
  topology: () => <Topology design={design} alternative={alternative} />,
  map: () => <MapTab design={design} alternative={alternative} look={look} />,
  compliance: () => <Compliance alternative={alternative} />,
  materials: () => <Materials design={design} alternative={alternative} />,
  plan: () => <PlanSummary design={design} alternative={alternative} />,
  business: () => <Business design={design} alternative={alternative} />,
  operations: () => <Operations design={design} alternative={alternative} />,
  comments: () => <Comments design={design} />,
  versions: () => <Versions design={design} />,
  approvals: () => <Approvals design={design} />,
  json: () => <Json label="Design as JSON" value={design} />,
});
