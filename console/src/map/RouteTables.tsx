import type { AccessOption, DesignAlternative, ServiceRoute } from '@turnup/contract';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { lengthText, milliText, rateText } from '../shared/units.ts';
import classes from './Map.module.css';

type Leg = AccessOption & { readonly role: 'primary' | 'diverse' };

const kindText: Readonly<Record<AccessOption['kind'], string>> = {
  onNet: 'own fibre',
  nearNet: 'own fibre, to be built',
  offNet: 'partner’s tail',
};

const legColumns: readonly Column<Leg>[] = [
  {
    id: 'site',
    header: 'Site',
    cell: ({ site, role }) => (
      <>
        <b className="mono">{site}</b> {role}
      </>
    ),
  },
  {
    id: 'access',
    header: 'Access',
    cell: ({ kind, partner, entry }) => (
      <>
        {kindText[kind]}
        <div className="quiet">{partner ?? entry}</div>
      </>
    ),
  },
  {
    id: 'port',
    header: 'Provider edge and port',
    cell: ({ node, port, card }) => (
      <>
        <span className="mono">
          {node} {port}
        </span>
        <div className="quiet mono">{card}</div>
      </>
    ),
  },
  {
    id: 'rate',
    header: 'Rate',
    align: 'right',
    cell: ({ rateKbps }) => <span className={classes['whole']}>{rateText(rateKbps)}</span>,
  },
  {
    id: 'way',
    header: 'Way',
    align: 'right',
    cell: ({ latencyUs, lengthM }) => (
      <>
        <span className={classes['whole']}>{milliText(latencyUs)}</span>
        {lengthM > 0 && <div className="quiet">{lengthText(lengthM)}</div>}
      </>
    ),
  },
];

/** The accesses of an alternative. */
export function LegsTable({ alternative }: { readonly alternative: DesignAlternative }) {
  const rows = alternative.sites.flatMap(({ legs }) =>
    legs.map((leg, index): Leg => ({ ...leg, role: index === 0 ? 'primary' : 'diverse' })),
  );
  return <DataTable label="Accesses" columns={legColumns} rows={rows} idOf={({ id }) => id} />;
}

const routeColumns: readonly Column<ServiceRoute>[] = [
  {
    id: 'pair',
    header: 'Between',
    cell: ({ from, to, role }) => (
      <>
        <b className="mono">
          {from} – {to}
        </b>
        <div className="quiet">{role}</div>
      </>
    ),
  },
  {
    id: 'nodes',
    header: 'Through',
    cell: ({ core }) => <span className="mono">{core.nodes.join(' → ')}</span>,
  },
  {
    id: 'trip',
    header: 'Round trip',
    align: 'right',
    cell: ({ roundTripUs, core }) => (
      <>
        <b>{milliText(roundTripUs)}</b>
        <div className="quiet">{lengthText(core.lengthM)} of core</div>
      </>
    ),
  },
];

/** The ways between the sites. */
export function RoutesTable({ alternative }: { readonly alternative: DesignAlternative }) {
  return (
    <DataTable
      label="Routes"
      columns={routeColumns}
      rows={alternative.routes}
      idOf={({ from, to, role, fromLeg, toLeg }) => `${from} ${to} ${role} ${fromLeg} ${toLeg}`}
    />
  );
}
