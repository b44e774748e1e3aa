import { Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { InventoryService } from '../api/answers.ts';
import { simulateOrder } from '../api/orders.ts';
import { serviceQuery } from '../api/services.ts';
import { SimulationResult } from '../neworder/SimulationResult.tsx';
import { changedCharacteristics } from '../requirement/characteristics.ts';
import type { RequirementDraft } from '../requirement/draft.ts';
import { draftOf } from '../requirement/draftOf.ts';
import { faultsOf } from '../requirement/faults.ts';
import classes from '../requirement/Requirement.module.css';
import { SitesField } from '../requirement/SitesField.tsx';
import { useChoices } from '../requirement/useChoices.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { useAction } from '../shared/useAction.ts';
import { describedAs, modifyOf } from './orders.ts';
import { useIssue } from './useIssue.ts';
import { whyNotChange } from './why.ts';

/** The sites of a live service changed: other rates, sites that come and go. What it would come to is told before it is sent. */
export function ChangePage() {
  const { id } = useParams({ from: '/signed/services/$id/change' });
  const query = useQuery(serviceQuery(id));
  return (
    <Page
      title={query.data === undefined ? 'Change of a service' : `Change ${query.data.number}`}
      about={
        <Link to="/services/$id" params={{ id }}>
          The service as it stands
        </Link>
      }
    >
      <Read query={query}>{(service) => <Editor key={service.id} service={service} />}</Read>
    </Page>
  );
}

function Editor({ service }: { readonly service: InventoryService }) {
  const customer = service.relatedParty?.find(({ role }) => role === 'customer')?.id ?? '';
  // What stood when editing began: an answer that comes in meanwhile does not undo what was written.
  const [before] = useState(() => standing(service, customer));
  const [draft, setDraft] = useState(before);
  const [description, setDescription] = useState('');
  const choices = useChoices();
  const session = useSession();
  const serviceCharacteristic = changedCharacteristics(before, draft);
  const order = describedAs(modifyOf({ id: service.id, customer }, { serviceCharacteristic }), description);
  const simulate = useAction(async () => ({ order, body: (await simulateOrder(order)).body }), {
    reread: [],
  });
  const { issue, isPending } = useIssue(service.id);
  const unchanged = serviceCharacteristic.length === 0;
  const why =
    whyNotChange(service, session) ??
    (unchanged ? 'Nothing is changed yet.' : faultsOf(draft).join(' ') || undefined);
  const offering = choices.offerings.find(({ code }) => code === service.serviceSpecification.id);
  return (
    <div className={classes['form']}>
      <SitesField
        sites={draft.sites}
        onSites={(sites) => setDraft({ ...draft, sites })}
        premises={choices.premises.filter(({ party }) => party === customer)}
        cpes={offering?.cpe ?? ['managed', 'wiresOnly', 'customerOwned']}
        hubbed={draft.topology === 'hubAndSpoke'}
      />
      <Textarea
        label="Description of the order (optional)"
        autosize
        maxLength={4_000}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <div className={classes['bar']}>
        <ActionButton
          variant="default"
          why={why}
          loading={simulate.isPending}
          onClick={() => simulate.mutate(undefined)}
        >
          Simulate
        </ActionButton>
        <ActionButton why={why} loading={isPending} onClick={() => issue(order)}>
          Order the change
        </ActionButton>
      </div>
      {simulate.data !== undefined && (
        <SimulationResult
          simulation={simulate.data.body}
          requested=""
          old={JSON.stringify(simulate.data.order) !== JSON.stringify(order)}
        />
      )}
    </div>
  );
}

/** What the inventory says of a service, as a form shows it; what it does not say is not changed. */
function standing(service: InventoryService, customer: string): RequirementDraft {
  const { serviceSpecification, serviceCharacteristic } = service;
  return draftOf({ serviceSpecification, serviceCharacteristic: [...serviceCharacteristic] }, customer, '');
}
