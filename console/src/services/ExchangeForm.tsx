import { NativeSelect } from '@mantine/core';
import type { Migration } from '@turnup/contract';
import { useState } from 'react';
import type { GraphService } from '../api/answers.ts';
import { accessWords } from '../feasibility/words.ts';
import { OrderDialog } from './OrderDialog.tsx';
import { modifyOf } from './orders.ts';
import { accessChange, daysOf, ParallelInput } from './ParallelInput.tsx';
import { useSites } from './useSites.ts';

type Props = { readonly service: GraphService; readonly onClose: () => void };
type Kind = NonNullable<Migration['kind']>;

/** Orders that a site of a service gets another access (TMF641: characteristic `migration`). */
export function ExchangeForm({ service, onClose }: Props) {
  const [site, setSite] = useState('');
  const [kind, setKind] = useState<Kind | ''>('');
  const [parallel, setParallel] = useState('');
  const { sites } = useSites(service);
  const days = daysOf(parallel);
  const order =
    site === '' || days === null
      ? undefined
      : modifyOf(service, accessChange('migration', { site, ...(kind === '' ? {} : { kind }) }, days));
  return (
    <OrderDialog
      service={service}
      title={`Exchange an access of ${service.number}`}
      verb="Order the exchange"
      order={order}
      done="The new access is built and tested, the service cut over to it and the old access given back"
      onClose={onClose}
    >
      <NativeSelect
        label="Site whose access is exchanged"
        required
        value={site}
        data={[{ value: '', label: 'choose' }, ...sites]}
        onChange={(event) => setSite(event.currentTarget.value)}
      />
      <NativeSelect
        label="New access"
        value={kind}
        data={[
          { value: '', label: 'the best other one' },
          ...Object.entries(accessWords).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => setKind(event.currentTarget.value as Kind | '')}
      />
      <ParallelInput value={parallel} onValue={setParallel} />
    </OrderDialog>
  );
}
