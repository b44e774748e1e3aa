import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { GraphService } from '../api/answers.ts';
import { termsOf } from '../requirement/characteristics.ts';
import type { TermsDraft } from '../requirement/draft.ts';
import { termsFaults } from '../requirement/faults.ts';
import { TermsField } from '../requirement/TermsField.tsx';
import { useChoices } from '../requirement/useChoices.ts';
import { OrderDialog } from './OrderDialog.tsx';
import { modifyOf } from './orders.ts';

type Props = { readonly service: GraphService; readonly onClose: () => void };

/** Orders that a service becomes another customer's (TMF641: a modify item with the next customer among its parties). */
export function TransferForm({ service, onClose }: Props) {
  const [next, setNext] = useState('');
  const [terms, setTerms] = useState<TermsDraft | undefined>(undefined);
  const { customers, currency } = useChoices();
  const others = customers.filter((customer) => customer !== service.customer);
  const faults = termsFaults({ terms });
  const order =
    next === '' || faults.length > 0
      ? undefined
      : modifyOf(service, {
          relatedParty: [{ id: next, role: 'customer' }],
          ...(terms === undefined
            ? {}
            : { serviceCharacteristic: [{ name: 'commercial', value: termsOf(terms) }] }),
        });
  return (
    <OrderDialog
      service={service}
      title={`Transfer ${service.number} to another customer`}
      verb="Order the transfer"
      order={order}
      done="Once the next customer accepts it, the service is the next customer’s"
      onClose={onClose}
    >
      <p style={{ margin: 0 }}>
        It is billed to {service.customer} until that day and to the next customer from it. Nothing changes on
        any device.
      </p>
      <NativeSelect
        label="Next customer"
        required
        value={next}
        data={[
          { value: '', label: others.length === 0 ? 'no other customer is known' : 'choose' },
          ...others,
        ]}
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      <TermsField
        terms={terms}
        currency={currency}
        onTerms={setTerms}
        optional
        ask="The next customer pays otherwise"
        without="The next customer pays what is paid now."
      />
      {faults.map((fault) => (
        <p key={fault} style={{ margin: 0 }}>
          {fault}
        </p>
      ))}
    </OrderDialog>
  );
}
