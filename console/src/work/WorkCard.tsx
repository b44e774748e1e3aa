import { Link } from '@tanstack/react-router';
import type { WorkOrder } from '@turnup/contract';
import { patchWorkOrder } from '../api/work.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { dateText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { State } from '../shared/State.tsx';
import { titleOf, wordsOf } from '../shared/units.ts';
import { useAction } from '../shared/useAction.ts';
import { Authorization } from './Authorization.tsx';
import { authorizationKind } from './authorization.ts';
import { EvidenceForm } from './EvidenceForm.tsx';
import classes from './Work.module.css';
import { whyNotStart } from './why.ts';
import { workWords } from './words.ts';

type Props = { readonly workOrder: WorkOrder; readonly open: boolean };

/** One piece of work: what, where, when, and the next thing to do with it. */
export function WorkCard({ workOrder, open }: Props) {
  const session = useSession();
  const { id, number, name, state, kind, place, team, assignee, serviceOrder, activity } = workOrder;
  const start = useAction(() => patchWorkOrder(id, { state: 'inProgress' }), {
    reread: [['work']],
    done: `${number} is started.`,
  });
  return (
    <li className={classes['card']} data-work-order={number}>
      <div className={classes['title']}>
        <div>
          <b>{name}</b>
          <div className="quiet">
            <span className="mono">{number}</span> · {wordsOf(kind)}
          </div>
        </div>
        <State state={workWords[state]} />
      </div>
      <Facts
        row
        facts={{
          Place: place,
          Planned: plannedText(workOrder),
          Team: team,
          Assignee: assignee,
          Order:
            serviceOrder === undefined ? undefined : (
              <Link
                to="/orders/$id"
                params={{ id: serviceOrder }}
                search={{ tab: 'plan', ...(activity === undefined ? {} : { step: activity }) }}
              >
                show the plan
              </Link>
            ),
          ...Object.fromEntries(
            Object.entries(workOrder.evidence).map(([key, value]) => [
              titleOf(key),
              Array.isArray(value) ? value.join(', ') : String(value),
            ]),
          ),
        }}
      />
      {kind === authorizationKind && <Authorization workOrder={workOrder} />}
      {kind !== authorizationKind && (state === 'acknowledged' || state === 'assigned') && (
        <ActionButton
          why={whyNotStart(workOrder, session)}
          loading={start.isPending}
          w="fit-content"
          onClick={() => start.mutate(undefined)}
        >
          Start<span className="hidden-visually"> {number}</span>
        </ActionButton>
      )}
      {kind !== authorizationKind && state === 'inProgress' && (
        <EvidenceForm workOrder={workOrder} open={open} />
      )}
    </li>
  );
}

function plannedText({ plannedStartDate, plannedFinishDate }: WorkOrder): string | undefined {
  if (plannedStartDate === undefined) return undefined;
  return plannedFinishDate === undefined
    ? dateText(plannedStartDate)
    : `${dateText(plannedStartDate)} – ${dateText(plannedFinishDate)}`;
}
