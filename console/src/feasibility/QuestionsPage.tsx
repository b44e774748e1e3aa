import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { CheckServiceQualification, ServiceRequest, SiteRequirement } from '@turnup/contract';
import { questionsQuery } from '../api/qualifications.ts';
import { useLiveRefresh } from '../live/useLiveRefresh.ts';
import orders from '../orders/Orders.module.css';
import { useMay } from '../session/useSession.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText } from '../shared/dates.ts';
import { Empty } from '../shared/Empty.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Page } from '../shared/Page.tsx';
import { Pager } from '../shared/Pager.tsx';
import { Read } from '../shared/Read.tsx';
import { State } from '../shared/State.tsx';
import { isOvertaken } from './itemFacts.ts';
import { type QuestionsSearch, questionStates } from './search.ts';
import { overtakenWord, standOf } from './words.ts';

const pageSize = 50;
type Question = CheckServiceQualification;

/** The sites that the items of a question ask about. */
const sitesOf = ({ serviceQualificationItem }: Question): string[] => [
  ...new Set(
    serviceQualificationItem.flatMap(({ service }) => {
      const sites = (service as ServiceRequest).serviceCharacteristic?.find(({ name }) => name === 'sites');
      return ((sites?.value ?? []) as SiteRequirement[]).map(({ site }) => site);
    }),
  ),
];

/** The earliest day on which all that is asked can be had. */
function earliestOf({ serviceQualificationItem }: Question): string | undefined {
  const dates = serviceQualificationItem.map(({ feasibility }) => feasibility?.earliestCompletionDate ?? '');
  return dates.includes('') ? undefined : dates.sort().at(-1);
}

const columns: readonly Column<Question>[] = [
  {
    id: 'number',
    header: 'Question',
    cell: ({ id, number }) => (
      <Link to="/feasibility/$id" params={{ id }} className={orders['number']} data-row-link>
        {number}
      </Link>
    ),
  },
  {
    id: 'customer',
    header: 'Customer',
    cell: ({ relatedParty }) => relatedParty.find(({ role }) => role === 'customer')?.id ?? '—',
  },
  {
    id: 'service',
    header: 'Service',
    cell: ({ serviceQualificationItem }) => (
      <span className="mono">
        {[
          ...new Set(
            serviceQualificationItem.map(
              ({ service }) => (service as ServiceRequest).serviceSpecification?.id ?? '—',
            ),
          ),
        ].join(', ')}
      </span>
    ),
  },
  {
    id: 'sites',
    header: 'Sites',
    cell: (question) => {
      const sites = sitesOf(question);
      return (
        <>
          {sites.slice(0, 3).map((site) => (
            <div key={site} className={orders['whole']}>
              {site}
            </div>
          ))}
          {sites.length > 3 && <div className="quiet">and {sites.length - 3} more</div>}
        </>
      );
    },
  },
  {
    id: 'result',
    header: 'Result',
    cell: (question) => (
      <>
        <State state={standOf(question)} />
        {isOvertaken(question) && (
          <div>
            <State state={overtakenWord} />
          </div>
        )}
      </>
    ),
  },
  {
    id: 'earliest',
    header: 'Earliest',
    cell: (question) => {
      const earliest = earliestOf(question);
      return earliest === undefined ? '—' : dateText(earliest);
    },
  },
  {
    id: 'kept',
    header: 'Reserved',
    cell: ({ serviceQualificationItem }) =>
      serviceQualificationItem.some(({ reservationId }) => reservationId !== undefined) ? 'yes' : 'no',
  },
  {
    id: 'asked',
    header: 'Asked',
    cell: ({ checkServiceQualificationDate }) => <Instant at={checkServiceQualificationDate} />,
  },
  {
    id: 'until',
    header: 'Good until',
    cell: ({ expirationDate }) => (expirationDate === undefined ? '—' : <Instant at={expirationDate} />),
  },
];

/** Questions of feasibility with their answers, newest first. */
export function QuestionsPage() {
  const search = useSearch({ from: '/signed/feasibility' });
  const navigate = useNavigate({ from: '/feasibility' });
  const query = useQuery(questionsQuery({ limit: pageSize, offset: search.offset, state: search.state }));
  useLiveRefresh(['questions'], ({ event }) => 'checkServiceQualification' in event);
  const mayAsk = useMay('qualification.create');
  return (
    <Page
      title="Feasibility"
      about="Whether a service can be had: where, when, how surely, and what would do instead."
      actions={
        mayAsk && (
          <Button
            size="xs"
            leftSection={<Icon name="plus" />}
            renderRoot={(props) => <Link to="/feasibility/new" {...props} />}
          >
            New question
          </Button>
        )
      }
    >
      <div className={orders['bar']}>
        <NativeSelect
          size="xs"
          aria-label="State"
          value={search.state ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            void navigate({
              search: { state: (value || undefined) as QuestionsSearch['state'] },
              replace: true,
            });
          }}
          data={[
            { value: '', label: 'Any state' },
            ...questionStates.map((value) => ({ value, label: standOf({ state: value }).word })),
          ]}
        />
      </div>
      <Read query={query}>
        {(page) =>
          page.rows.length === 0 ? (
            <Empty
              title={search.state === undefined ? 'Nobody has asked yet.' : 'No question is in this state.'}
            >
              {search.state === undefined ? (
                <>
                  Ask here, or with <code>turnup feasibility check</code>.
                </>
              ) : (
                <Link to="/feasibility">Show all questions</Link>
              )}
            </Empty>
          ) : (
            <>
              <DataTable
                label="Questions of feasibility"
                columns={columns}
                rows={page.rows}
                idOf={({ id }) => id}
              />
              <Pager
                what="questions"
                offset={search.offset ?? 0}
                limit={pageSize}
                shown={page.rows.length}
                total={page.total}
                more={page.more}
                onOffset={(offset) => void navigate({ search: (before) => ({ ...before, offset }) })}
              />
            </>
          )
        }
      </Read>
    </Page>
  );
}
