import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { CheckServiceQualificationCreate } from '@turnup/contract';
import { ask } from '../api/qualifications.ts';
import { serviceOfDraft } from '../requirement/characteristics.ts';
import { instantOfDay, type RequirementDraft, type SiteDraft } from '../requirement/draft.ts';
import { faultsOf } from '../requirement/faults.ts';
import classes from '../requirement/Requirement.module.css';
import { RequirementForm } from '../requirement/RequirementForm.tsx';
import { useChoices } from '../requirement/useChoices.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Page } from '../shared/Page.tsx';
import { useAction } from '../shared/useAction.ts';
import { emptyQuestion, type QuestionDraft, useQuestionDraft } from './useQuestionDraft.ts';

/** A draft as TMF645 takes it. */
function questionOf({ requirement, grouping, reserve }: QuestionDraft): CheckServiceQualificationCreate {
  const parts =
    grouping === 'together' ? [requirement] : requirement.sites.map((site) => ofSiteAlone(requirement, site));
  return {
    instantSyncQualification: true,
    provideAlternative: true,
    provideUnavailabilityReason: true,
    ...(reserve ? { reserve } : {}),
    relatedParty: [{ id: requirement.customer, role: 'customer' }],
    serviceQualificationItem: parts.map((part, index) => ({
      id: String(index + 1),
      ...(part.date === '' ? {} : { expectedServiceAvailabilityDate: instantOfDay(part.date) }),
      service: serviceOfDraft(part),
    })),
  };
}

/** What concerns one site of a requirement: nothing between sites, nothing that is said of another. */
function ofSiteAlone(requirement: RequirementDraft, site: SiteDraft): RequirementDraft {
  const concerns = (each: { readonly site: string }): boolean => each.site === '' || each.site === site.site;
  return {
    ...requirement,
    sites: [site],
    bounds: [],
    hubFirst: false,
    blackouts: requirement.blackouts.filter(concerns),
    works: requirement.works.filter(concerns),
  };
}

/** A new question of feasibility, for one site or for two thousand. The draft survives a reload of the tab. */
export function AskPage() {
  const [draft, setDraft] = useQuestionDraft();
  const choices = useChoices();
  const navigate = useNavigate();
  const may = useMay('qualification.create');
  const act = useAction(() => ask(questionOf(draft)), { reread: [['questions']] });
  const faults = faultsOf(draft.requirement);
  const why = may
    ? faults.length > 0
      ? faults.join(' ')
      : undefined
    : 'Your role may not ask (qualification.create).';
  return (
    <Page title="New question" about={<Link to="/feasibility">Feasibility</Link>}>
      <div className={classes['form']}>
        <RequirementForm
          draft={draft.requirement}
          onDraft={(requirement) => setDraft({ ...draft, requirement })}
          choices={choices}
        >
          <NativeSelect
            label="The sites are"
            value={draft.grouping}
            onChange={(event) =>
              setDraft({ ...draft, grouping: event.currentTarget.value === 'each' ? 'each' : 'together' })
            }
            data={[
              { value: 'together', label: 'one service over all of them' },
              { value: 'each', label: 'asked about one by one' },
            ]}
          />
          <Checkbox
            mt={26}
            label="Reserve what is scarce"
            description="Ports, capacity and values are held for as long as the answer is good."
            checked={draft.reserve}
            onChange={(event) => setDraft({ ...draft, reserve: event.currentTarget.checked })}
          />
        </RequirementForm>
        <div className={classes['bar']}>
          <Button variant="subtle" onClick={() => setDraft(emptyQuestion)}>
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
