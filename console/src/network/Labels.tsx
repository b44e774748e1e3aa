import { Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ConfigurationLabel } from '../api/answers.ts';
import { forgetLabel, labelsQuery, makeLabel } from '../api/configuration.ts';
import order from '../order/Order.module.css';
import orders from '../orders/Orders.module.css';
import { wordsIn } from '../requirement/draft.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { FormDialog } from '../shared/FormDialog.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { useAction } from '../shared/useAction.ts';

const mostNamed = 6;

const columns: readonly Column<ConfigurationLabel>[] = [
  {
    id: 'name',
    header: 'Label',
    cell: ({ name }) => (
      <Link to="/network/labels/$name" params={{ name }} className={orders['number']} data-row-link>
        {name}
      </Link>
    ),
  },
  { id: 'made', header: 'Made', cell: ({ madeAt }) => <Instant at={madeAt} /> },
  { id: 'by', header: 'By', cell: ({ madeBy }) => madeBy },
  {
    id: 'devices',
    header: 'Devices',
    cell: ({ devices }) => (
      <>
        <span className="mono">{devices.slice(0, mostNamed).join(', ')}</span>
        {devices.length > mostNamed && <span className="quiet"> and {devices.length - mostNamed} more</span>}
      </>
    ),
  },
  { id: 'text', header: 'What for', cell: ({ text }) => text ?? '—' },
  { id: 'forget', header: 'Forget', cell: (label) => <Forget name={label.name} /> },
];

/** Names for states of the configuration, to which devices can be brought back. */
export function Labels() {
  const query = useQuery(labelsQuery);
  const [making, make] = useDisclosure(false);
  const why = useWhyNot();
  return (
    <div className={order['stack']}>
      <div className={orders['bar']}>
        <ActionButton size="xs" why={why} leftSection={<Icon name="plus" />} onClick={make.open}>
          Label what devices have now…
        </ActionButton>
      </div>
      <Read query={query}>
        {(labels) =>
          labels.length === 0 ? (
            <Empty title="No state of the configuration has a label.">
              Give one a name before larger work: devices can then be brought back to it.
            </Empty>
          ) : (
            <DataTable label="Labels" columns={columns} rows={labels} idOf={({ name }) => name} />
          )
        }
      </Read>
      {making && <LabelForm onClose={make.close} />}
    </div>
  );
}

const useWhyNot = (): string | undefined =>
  useMay('network.configure') ? undefined : 'Your role may not configure the network (network.configure).';

function Forget({ name }: { readonly name: string }) {
  const why = useWhyNot();
  const forget = useAction(() => forgetLabel(name), {
    reread: [['labels']],
    done: `${name} is forgotten; no device was touched.`,
  });
  return (
    <ActionButton
      size="compact-sm"
      variant="default"
      why={why}
      loading={forget.isPending}
      onClick={() => forget.mutate(undefined)}
    >
      Forget<span className="hidden-visually"> {name}</span>
    </ActionButton>
  );
}

function LabelForm({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [devices, setDevices] = useState('');
  const make = useAction(
    () =>
      makeLabel({
        name,
        ...(text.trim() === '' ? {} : { text: text.trim() }),
        ...(wordsIn(devices).length === 0 ? {} : { devices: wordsIn(devices) }),
      }),
    { reread: [['labels']], done: `${name} names what the devices have now.` },
  );
  return (
    <FormDialog
      title="Label what devices have now"
      verb="Label it"
      ready={name !== ''}
      busy={make.isPending}
      onClose={onClose}
      onSubmit={() => make.mutate(undefined, { onSuccess: onClose })}
    >
      <TextInput
        label="Name"
        description="Letters, digits, dots, underscores and hyphens."
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value.trim())}
        data-autofocus
      />
      <TextInput
        label="What for (optional)"
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Textarea
        label="Devices (optional)"
        description="All of them where none is named; several apart by blanks."
        autosize
        value={devices}
        onChange={(event) => setDevices(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
