import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { CheckServiceQualification } from '@turnup/contract';
import { clockQuery } from '../api/clock.ts';
import { questionPath, questionQuery } from '../api/qualifications.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import order from '../order/Order.module.css';
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
import { isOvertaken, overtakenOf, type QuestionItem } from './itemFacts.ts';
import { Overtaken } from './Overtaken.tsx';
import { AskAgain, OrderIt } from './TakeButtons.tsx';
import { overtakenWord, standOf } from './words.ts';

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
              {overtakenOf(item) === undefined && <AskAgain question={question} item={item} />}
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
              {isOvertaken(question) && <State state={overtakenWord} />}
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
        {item !== undefined && <Overtaken question={question} item={item} />}
        {item !== undefined && <Item item={item} site={search.site} />}
      </div>
    </Page>
  );
}

function Item({ item, site }: { readonly item: QuestionItem; readonly site: string | undefined }) {
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
