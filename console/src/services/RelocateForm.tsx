import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { GraphService } from '../api/answers.ts';
import { OrderDialog } from './OrderDialog.tsx';
import { modifyOf } from './orders.ts';
import { accessChange, daysOf, ParallelInput } from './ParallelInput.tsx';
import { useSites } from './useSites.ts';

type Props = { readonly service: GraphService; readonly onClose: () => void };

/** Orders that a site of a service moves to another place (TMF641: characteristic `relocation`). */
export function RelocateForm({ service, onClose }: Props) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [parallel, setParallel] = useState('');
  const { sites, others } = useSites(service);
  const days = daysOf(parallel);
  const order =
    from === '' || to === '' || days === null
      ? undefined
      : modifyOf(service, accessChange('relocation', { from, to }, days));
  return (
    <OrderDialog
      service={service}
      title={`Relocate a site of ${service.number}`}
      verb="Order the relocation"
      order={order}
      done="The new place is built and tested, the service cut over to it and the old place given back"
      onClose={onClose}
    >
      <NativeSelect
        label="Site that moves"
        required
        value={from}
        data={[{ value: '', label: 'choose' }, ...sites]}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <NativeSelect
        label="New place"
        description="Premises of the customer that it does not reach yet. Everything else of the site stays as it is."
        required
        value={to}
        data={[
          { value: '', label: others.length === 0 ? 'no other premises are known' : 'choose' },
          ...others.map(({ code, name }) => ({ value: code, label: `${code}: ${name}` })),
        ]}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <ParallelInput value={parallel} onValue={setParallel} />
    </OrderDialog>
  );
}
