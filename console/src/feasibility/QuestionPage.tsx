import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { CheckServiceQualification, ServiceRequest } from '@turnup/contract';
import { clockQuery } from '../api/clock.ts';
import { questionPath, questionQuery } from '../api/qualifications.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import { emptyOrder, useOrderDraft } from '../neworder/useOrderDraft.ts';
import order from '../order/Order.module.css';
import { draftOf, type RequirementDraft } from '../requirement/draft.ts';
import { useMay } from '../session/useSession.ts';
import { CopyMenu } from '../shared/CopyMenu.tsx';
import { csvOf, saveText } from '../shared/csv.ts';
import { Empty } from '../shared/Empty.tsx';
import { Facts } from '../shared/Facts.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Page } from '../shared/Page.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { Answer } from './Answer.tsx';
import { ItemsTable, itemColumns, itemRows } from './ItemsTable.tsx';
import { useQuestionDraft } from './useQuestionDraft.ts';
import { standOf } from './words.ts';

type Item = CheckServiceQualification['serviceQualificationItem'][number];

/** One question of feasibility and its answer; one that partners are asked about follows live. */
export function QuestionPage() {
  const { id } = useParams({ from: '/signed/feasibility/$id' });
  const query = useQuery(questionQuery(id));
  useLiveRefresh(['question', id], ({ event }) => 'checkServiceQualification' in event);
  return query.data === undefined ? (
    <Page title="Question">
      <Read query={query}>{() => null}</Read>
    </Page>
  ) : (
    <Loaded question={query.data} />
  );
}

function Loaded({ question }: { readonly question: CheckServiceQualification }) {
  const search = useSearch({ from: '/signed/feasibility/$id' });
  const items = question.serviceQualificationItem;
  const item = items.find(({ id }) => id === search.item) ?? (items.length === 1 ? items[0] : undefined);
  const rows = itemRows(items);
  const clock = useQuery(clockQuery);
  const over =
    question.expirationDate !== undefined &&
    clock.data !== undefined &&
    question.expirationDate <= clock.data.now;
  return (
    <Page
      title={`Question ${question.number}`}
      about={<Link to="/feasibility">Feasibility</Link>}
      actions={
        <>
          {item !== undefined && (
            <>
              <AskAgain question={question} item={item} />
              <OrderIt question={question} item={item} />
            </>
          )}
          {item?.designId !== undefined && (
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="design" />}
              renderRoot={(props) => (
                <Link to="/designs/$id" params={{ id: item.designId ?? '' }} {...props} />
              )}
            >
              Design
            </Button>
          )}
          {items.length > 1 && (
            <Button
              size="xs"
              variant="default"
              leftSection={<Icon name="download" />}
              onClick={() => saveText(`${question.number}.csv`, 'text/csv', csvOf(itemColumns, rows))}
            >
              CSV
            </Button>
          )}
          <CopyMenu path={`${questionPath}/${question.id}`} id={question.id} />
        </>
      }
    >
      <div className={order['stack']}>
        <div className={order['head']}>
          <div className={order['first']}>
            <div className={order['states']}>
              <State state={standOf(question)} />
              {over && <State state={{ word: 'No longer good', icon: 'clock', tone: 'warn' }} />}
              {items.length > 1 && <span className="quiet">{items.length} items</span>}
            </div>
            <Facts
              row
              facts={{
                Customer: question.relatedParty.find(({ role }) => role === 'customer')?.id,
                Asked: <Instant at={question.checkServiceQualificationDate} />,
                'Good until':
                  question.expirationDate === undefined ? undefined : (
                    <Instant at={question.expirationDate} />
                  ),
                'Answer expected':
                  question.state === 'done' || question.estimatedResponseDate === undefined ? undefined : (
                    <Instant at={question.estimatedResponseDate} />
                  ),
              }}
            />
          </div>
        </div>
        {items.length > 1 && <ItemsTable rows={rows} open={item?.id} />}
        {item !== undefined && <Item item={item} site={search.site} />}
      </div>
    </Page>
  );
}

function Item({ item, site }: { readonly item: Item; readonly site: string | undefined }) {
  if (item.terminationError.length > 0)
    return (
      <Empty title="It ended without an answer.">
        {item.terminationError.map(({ id, value }) => (
          <div key={id}>{value}</div>
        ))}
      </Empty>
    );
  return item.feasibility === undefined ? (
    <Empty title="No answer yet.">
      Partners are asked what they can deliver; the answer appears here by itself.
    </Empty>
  ) : (
    <Answer item={item} answer={item.feasibility} site={site} />
  );
}

type TakeProps = { readonly question: CheckServiceQualification; readonly item: Item };

/** What an item asked, as a form shows it. */
function draftOfItem({ question, item }: TakeProps): RequirementDraft {
  const customer = question.relatedParty.find(({ role }) => role === 'customer')?.id ?? '';
  const date = item.expectedServiceAvailabilityDate?.slice(0, 10) ?? '';
  return draftOf(item.service as ServiceRequest, customer, date);
}

/** Takes what was asked into a new question, to be asked otherwise or anew. */
function AskAgain(props: TakeProps) {
  const [, setDraft] = useQuestionDraft();
  const navigate = useNavigate();
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon name="retry" />}
      onClick={() => {
        setDraft(draftOfItem(props));
        void navigate({ to: '/feasibility/new' });
      }}
    >
      Ask again…
    </Button>
  );
}

/** Takes what was asked into a new order: nobody types it again. */
function OrderIt(props: TakeProps) {
  const { question, item } = props;
  const [, setDraft] = useOrderDraft();
  const navigate = useNavigate();
  const may = useMay('order.issue');
  if (!may || item.qualificationItemResult === undefined) return null;
  return (
    <Button
      size="xs"
      leftSection={<Icon name="orders" />}
      onClick={() => {
        setDraft({
          ...emptyOrder,
          requirement: draftOfItem(props),
          reference: { id: question.id, name: question.number },
        });
        void navigate({ to: '/orders/new' });
      }}
    >
      Order it…
    </Button>
  );
}
