import { Button, NativeSelect } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CheckServiceQualificationCreate } from '@turnup/contract';
import { useState } from 'react';
import { ask } from '../api/qualifications.ts';
import {
  emptyDraft,
  faultsOf,
  instantOfDay,
  type RequirementDraft,
  serviceOfDraft,
} from '../requirement/draft.ts';
import classes from '../requirement/Requirement.module.css';
import { RequirementForm } from '../requirement/RequirementForm.tsx';
import { useChoices } from '../requirement/useChoices.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Page } from '../shared/Page.tsx';
import { useAction } from '../shared/useAction.ts';
import { useQuestionDraft } from './useQuestionDraft.ts';

/** How the sites are asked about: as one service that joins them, or each for itself. */
type Grouping = 'together' | 'each';

/** A draft as TMF645 takes it. */
function questionOf(draft: RequirementDraft, grouping: Grouping): CheckServiceQualificationCreate {
  const parts =
    grouping === 'together' ? [draft] : draft.sites.map((site) => ({ ...draft, sites: [site], bounds: [] }));
  return {
    instantSyncQualification: true,
    provideAlternative: true,
    provideUnavailabilityReason: true,
    relatedParty: [{ id: draft.customer, role: 'customer' }],
    serviceQualificationItem: parts.map((part, index) => ({
      id: String(index + 1),
      ...(draft.date === '' ? {} : { expectedServiceAvailabilityDate: instantOfDay(draft.date) }),
      service: serviceOfDraft(part),
    })),
  };
}

/** A new question of feasibility, for one site or for two thousand. The draft survives a reload of the tab. */
export function AskPage() {
  const [draft, setDraft] = useQuestionDraft();
  const [grouping, setGrouping] = useState<Grouping>('together');
  const choices = useChoices();
  const navigate = useNavigate();
  const may = useMay('qualification.create');
  const act = useAction(() => ask(questionOf(draft, grouping)), { reread: [['questions']] });
  const faults = faultsOf(draft);
  const why = may
    ? faults.length > 0
      ? faults.join(' ')
      : undefined
    : 'Your role may not ask (qualification.create).';
  return (
    <Page title="New question" about={<Link to="/feasibility">Feasibility</Link>}>
      <div className={classes['form']}>
        <RequirementForm draft={draft} onDraft={setDraft} choices={choices}>
          <NativeSelect
            label="The sites are"
            value={grouping}
            onChange={(event) => setGrouping(event.currentTarget.value === 'each' ? 'each' : 'together')}
            data={[
              { value: 'together', label: 'one service over all of them' },
              { value: 'each', label: 'asked about one by one' },
            ]}
          />
        </RequirementForm>
        <div className={classes['bar']}>
          <Button variant="subtle" onClick={() => setDraft(emptyDraft)}>
            Clear
          </Button>
          <ActionButton
            why={why}
            loading={act.isPending}
            onClick={() =>
              act.mutate(undefined, {
                onSuccess: ({ id }) => void navigate({ to: '/feasibility/$id', params: { id } }),
              })
            }
          >
            Ask
          </ActionButton>
        </div>
      </div>
    </Page>
  );
}
