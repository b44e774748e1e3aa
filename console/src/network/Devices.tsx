import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { topologyQuery } from '../api/designs.ts';
import { devicesQuery, pausesQuery, queueQuery } from '../api/network.ts';
import orders from '../orders/Orders.module.css';
import { useMay } from '../session/useSession.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { wordsOf } from '../shared/units.ts';

type Device = {
  readonly name: string;
  readonly role: string;
  readonly model: string | undefined;
  readonly place: string | undefined;
  readonly paused: string | undefined;
  /** Changes that wait until it can be reached. */
  readonly waiting: number;
};

const columns: readonly Column<Device>[] = [
  {
    id: 'name',
    header: 'Device',
    cell: ({ name }) => (
      <Link to="/network/devices/$name" params={{ name }} className={orders['number']} data-row-link>
        {name}
      </Link>
    ),
  },
  { id: 'role', header: 'Role', cell: ({ role }) => role },
  { id: 'model', header: 'Model', cell: ({ model }) => <span className="mono">{model ?? '—'}</span> },
  { id: 'place', header: 'Place', cell: ({ place }) => place ?? '—' },
  {
    id: 'paused',
    header: 'Work on it',
    cell: ({ paused, waiting }) => (
      <>
        {paused !== undefined && <State state={{ word: `Paused: ${paused}`, icon: 'pause', tone: 'warn' }} />}
        {waiting > 0 && (
          <div>
            <State state={{ word: `${waiting} waiting`, icon: 'waiting', tone: 'warn' }} />
          </div>
        )}
        {paused === undefined && waiting === 0 && 'goes on'}
      </>
    ),
  },
];

/** Every device that can be configured, with what the topology knows of it. */
export function Devices() {
  const { q } = useSearch({ from: '/signed/network' });
  const navigate = useNavigate({ from: '/network' });
  const devices = useQuery(devicesQuery);
  const topology = useQuery(topologyQuery);
  const pauses = useQuery({ ...pausesQuery, enabled: useMay('order.read') });
  const waiting = Map.groupBy(useQuery(queueQuery).data ?? [], ({ device }) => device);
  const nodes = new Map(topology.data?.nodes.map((node) => [node.name, node]));
  const places = new Map(topology.data?.places.map(({ code, name }) => [code, name]));
  const paused = new Map(
    (pauses.data ?? []).flatMap(({ scope, reference, reason }) =>
      scope === 'device' && reference !== undefined ? [[reference, reason] as const] : [],
    ),
  );
  return (
    <Read query={devices}>
      {(names) => {
        const all = names.map((name): Device => {
          const node = nodes.get(name);
          return {
            name,
            role: node === undefined ? 'customer equipment' : wordsOf(node.role),
            model: node?.model,
            place: node === undefined ? undefined : (places.get(node.place) ?? node.place),
            paused: paused.get(name),
            waiting: waiting.get(name)?.length ?? 0,
          };
        });
        const shown = all.filter((device) =>
          [device.name, device.role, device.model, device.place, device.paused].some((value) =>
            value?.toLowerCase().includes((q ?? '').toLowerCase()),
          ),
        );
        return (
          <>
            <TextInput
              size="xs"
              w={250}
              mb="sm"
              defaultValue={q}
              leftSection={<Icon name="search" />}
              placeholder="Name, role, model, place…"
              aria-label="Filter devices"
              data-filter
              onChange={(event) => {
                const text = event.currentTarget.value.trim();
                void navigate({
                  search: (before) => ({ ...before, q: text === '' ? undefined : text }),
                  replace: true,
                });
              }}
            />
            {shown.length === 0 ? (
              <Empty title={all.length === 0 ? 'No device is known yet.' : 'No device fits the filter.'}>
                {all.length === 0 && 'Load how each is reached: reference data of the kind deviceAccess.'}
              </Empty>
            ) : (
              <DataTable label="Devices" columns={columns} rows={shown} idOf={({ name }) => name} />
            )}
          </>
        );
      }}
    </Read>
  );
}
