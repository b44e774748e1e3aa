import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ConfigurationLabel, RollbackPreview } from '../api/answers.ts';
import { labelsQuery, rollBack, rollbackPreviewQuery } from '../api/configuration.ts';
import order from '../order/Order.module.css';
import { wordsIn } from '../requirement/draft.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Facts } from '../shared/Facts.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { countText } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';
import { DeviceText } from './DeviceText.tsx';
import { MonitorResult } from './MonitorResult.tsx';
import { verdictWords } from './words.ts';

/** With more devices than that nobody chooses single ones from a list. */
const mostChosen = 200;

type Touched = RollbackPreview['services'][number];

const columns: readonly Column<Touched>[] = [
  {
    id: 'service',
    header: 'Service',
    cell: ({ serviceId, name }) => (
      <Link to="/services/$id" params={{ id: serviceId }}>
        {name}
      </Link>
    ),
  },
  { id: 'verdict', header: 'What it means', cell: ({ verdict }) => <State state={verdictWords[verdict]} /> },
  {
    id: 'devices',
    header: 'Differs on',
    cell: ({ devices }) => <span className="mono">{devices.join(', ')}</span>,
  },
];

/** A labelled state: what going back to it would send to each device and mean for each service, and the way back. */
export function LabelPage() {
  const { name } = useParams({ from: '/signed/network/labels/$name' });
  const query = useQuery(labelsQuery);
  return (
    <Page
      title={name}
      about={
        <Link to="/network" search={{ tab: 'labels' }}>
          Labels
        </Link>
      }
    >
      <Read query={query}>
        {(labels) => {
          const label = labels.find((each) => each.name === name);
          return label === undefined ? (
            <Empty title="There is no such label.">It may have been forgotten meanwhile.</Empty>
          ) : (
            <Found label={label} />
          );
        }}
      </Read>
    </Page>
  );
}

function Found({ label }: { readonly label: ConfigurationLabel }) {
  const search = useSearch({ from: '/signed/network/labels/$name' });
  const navigate = useNavigate({ from: '/network/labels/$name' });
  const named = wordsIn(search.devices ?? '').filter((device) => label.devices.includes(device));
  const devices = named.length === 0 ? label.devices : named;
  const preview = useQuery(rollbackPreviewQuery(label.name, devices));
  return (
    <div className={order['stack']}>
      <MonitorResult id={search.monitor} reread={['label', label.name]} />
      <Section title="What was labelled">
        <Facts
          row
          facts={{
            Made: <Instant at={label.madeAt} />,
            By: label.madeBy,
            'What for': label.text ?? undefined,
          }}
        />
        {label.devices.length <= mostChosen ? (
          <Checkbox.Group
            mt="sm"
            label="Devices that go back"
            description="All of them where none is chosen."
            value={named}
            onChange={(chosen) =>
              void navigate({
                search: (before) => ({
                  ...before,
                  devices: chosen.length === 0 ? undefined : chosen.join(' '),
                }),
                replace: true,
              })
            }
          >
            <div className={order['states']}>
              {label.devices.map((device) => (
                <Checkbox key={device} value={device} label={device} size="sm" />
              ))}
            </div>
          </Checkbox.Group>
        ) : (
          <p>All of its {countText(label.devices.length, 'device')} go back together.</p>
        )}
      </Section>
      <Read query={preview}>
        {(found) => <Preview key={devices.join(' ')} label={label} devices={devices} found={found} />}
      </Read>
    </div>
  );
}

type PreviewProps = {
  readonly label: ConfigurationLabel;
  readonly devices: readonly string[];
  readonly found: RollbackPreview;
};

function Preview({ label, devices, found }: PreviewProps) {
  const [keep, setKeep] = useState(false);
  const navigate = useNavigate({ from: '/network/labels/$name' });
  const may = useMay('network.configure');
  const broken = found.services.filter(({ verdict }) => verdict !== 'rolledBack');
  const back = useAction(
    () => rollBack(label.name, { devices: [...devices], ...(keep ? { others: 'keep' as const } : {}) }),
    { reread: [['monitors']] },
  );
  if (found.services.length === 0 && found.unread.length === 0)
    return <Empty title="Nothing differs from the label.">There is nothing to go back on.</Empty>;
  const why = !may
    ? 'Your role may not configure the network (network.configure).'
    : found.conflicts.length > 0
      ? 'Places that it needs belong to others now: see below.'
      : broken.length > 0 && !keep
        ? `It would break ${broken.map(({ name }) => name).join(', ')}: let them keep what they have.`
        : undefined;
  return (
    <>
      <DataTable
        label="Services that differ"
        columns={columns}
        rows={found.services}
        idOf={({ serviceId }) => serviceId}
      />
      {found.conflicts.map(({ device, path, owners }) => (
        <div key={`${device} ${path}`} className={order['error']}>
          <b>{device}</b> <span className="mono">{path}</span> belongs to{' '}
          {owners.length === 0 ? 'configuration outside the records' : owners.join(', ')}.
        </div>
      ))}
      {found.unread.map(({ device, message }) => (
        <div key={device} className={order['error']}>
          <b>{device}</b> could not be read: {message}
        </div>
      ))}
      <Section title={`What is sent to ${countText(found.devices.length, 'device')}`}>
        {found.devices.length === 0 && <span className="quiet">Nothing.</span>}
        {found.devices.map(({ device, forwardText, reverseText }) => (
          <DeviceText key={device} device={device} forward={forwardText} reverse={reverseText} />
        ))}
      </Section>
      <div className={order['between']}>
        {broken.length > 0 ? (
          <Checkbox
            label="Services that would break by it keep what they have"
            checked={keep}
            onChange={(event) => setKeep(event.currentTarget.checked)}
          />
        ) : (
          <span />
        )}
        <ActionButton
          why={why}
          loading={back.isPending}
          onClick={() =>
            back.mutate(undefined, {
              onSuccess: ({ id }) => void navigate({ search: (before) => ({ ...before, monitor: id }) }),
            })
          }
        >
          Go back to {label.name}
        </ActionButton>
      </div>
    </>
  );
}
