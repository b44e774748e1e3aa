import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DeviceComparison } from '../api/answers.ts';
import { comparisonQuery } from '../api/configuration.ts';
import order from '../order/Order.module.css';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { countText } from '../shared/units.ts';
import { DeviceText } from './DeviceText.tsx';
import { ServiceLinks } from './ServiceLinks.tsx';
import { valueText } from './valueText.ts';

type Difference = DeviceComparison['differences'][number];

const columns: readonly Column<Difference>[] = [
  { id: 'path', header: 'Place', cell: ({ path }) => <span className="mono">{path}</span> },
  {
    id: 'intended',
    header: 'Intended',
    cell: ({ intended }) => <span className="mono">{valueText(intended)}</span>,
  },
  {
    id: 'recorded',
    header: 'On record',
    cell: ({ recorded }) => <span className="mono">{valueText(recorded)}</span>,
  },
  {
    id: 'have',
    header: 'On the device',
    cell: ({ have }) => <span className="mono">{valueText(have)}</span>,
  },
  { id: 'services', header: 'Services', cell: ({ services }) => <ServiceLinks ids={services} /> },
];

/** A device held against what orders and templates intend for it today, place by place and in its own words. */
export function Comparison({ device }: { readonly device: string }) {
  const query = useQuery(comparisonQuery(device));
  return (
    <Section
      title="Intent, records and device"
      aside={
        query.data !== undefined && (
          <State
            state={
              query.data.inStep
                ? { word: 'As intended', icon: 'check', tone: 'good' }
                : {
                    word: countText(query.data.differences.length, 'difference'),
                    icon: 'warning',
                    tone: 'warn',
                  }
            }
          />
        )
      }
    >
      <Read query={query}>{(found) => <Found found={found} />}</Read>
    </Section>
  );
}

function Found({ found }: { readonly found: DeviceComparison }) {
  const asRecorded = Object.entries(found.asRecorded);
  return (
    <div className={order['stack']}>
      {found.differences.length === 0 ? (
        <span className="quiet">Every place of a service holds what is intended for it.</span>
      ) : (
        <>
          <DataTable
            label="Places that differ"
            columns={columns}
            rows={found.differences}
            idOf={({ path }) => path}
          />
          <DeviceText device={found.device} forward={found.forwardText} reverse={found.reverseText} />
        </>
      )}
      {asRecorded.length > 0 && (
        <ul className={order['lines']} aria-label="Services taken as they are on record">
          {asRecorded.map(([service, why]) => (
            <li key={service}>
              <span>
                <Link to="/services/$id" params={{ id: service }} className="mono">
                  {service.slice(0, 13)}…
                </Link>{' '}
                is taken as it is on record
              </span>
              <span className="quiet">{why}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
