import { Link } from '@tanstack/react-router';
import type { Reservation, ReservedLine } from '../api/answers.ts';
import orders from '../orders/Orders.module.css';
import type { Column } from '../shared/columns.ts';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';
import { numberText, wordsOf } from '../shared/units.ts';
import { Countdown } from './Countdown.tsx';
import { ReservationActions } from './ReservationActions.tsx';
import classes from './Reservations.module.css';
import { reservationWords } from './words.ts';

const most = 4;

const shownValue = (line: ReservedLine): string => line.values?.join(', ') ?? numberText(line.amount ?? 0);

/** Whose a reservation is; an order, a service and a design can be gone to. */
function Owner({ owner: { kind, id } }: { readonly owner: Reservation['owner'] }) {
  switch (kind) {
    case 'serviceOrder':
      return (
        <Link to="/orders/$id" params={{ id }} className={orders['number']}>{`${id.slice(0, 8)}…`}</Link>
      );
    case 'service':
      return (
        <Link to="/services/$id" params={{ id }} className={orders['number']}>{`${id.slice(0, 8)}…`}</Link>
      );
    case 'serviceDesign':
      return (
        <Link to="/designs/$id" params={{ id }} className={orders['number']}>{`${id.slice(0, 8)}…`}</Link>
      );
    default:
      return <b>{id}</b>;
  }
}

function Lines({ reservation: { lines, requested, state } }: { readonly reservation: Reservation }) {
  if (state === 'waiting')
    return <span className="quiet">wants {requested.map(({ pool }) => pool).join(', ')}</span>;
  if (lines.length === 0) return <span className="quiet">nothing any more</span>;
  return (
    <ul className={classes['lines']}>
      {lines.slice(0, most).map((line) => (
        <li key={`${line.key} ${line.state}`}>
          <b className="mono">{shownValue(line)}</b>{' '}
          <span className="quiet">
            {line.pool}
            {line.scope !== '' && <span className="mono"> {line.scope}</span>}
          </span>
        </li>
      ))}
      {lines.length > most && <li className="quiet">and {lines.length - most} more</li>}
    </ul>
  );
}

export const reservationColumns: readonly Column<Reservation>[] = [
  {
    id: 'owner',
    header: 'Owner',
    value: ({ owner }) => `${owner.kind} ${owner.id}`,
    cell: ({ owner, reason }) => (
      <>
        <span className="quiet">{wordsOf(owner.kind)}</span> <Owner owner={owner} />
        <div className="quiet">{reason}</div>
      </>
    ),
  },
  {
    id: 'state',
    header: 'State',
    value: ({ state }) => state,
    cell: ({ state, waitingBehind }) => (
      <>
        <State state={reservationWords[state]} />
        {waitingBehind !== undefined && (
          <div className="quiet">{waitingBehind === 0 ? 'first' : `${waitingBehind} before it`}</div>
        )}
      </>
    ),
  },
  {
    id: 'left',
    header: 'Time left',
    value: ({ state, holdUntil }) => (state === 'reserved' ? (holdUntil ?? undefined) : undefined),
    cell: ({ state, holdUntil, createdAt }) =>
      (state === 'reserved' || state === 'waiting') && holdUntil !== null ? (
        <Countdown from={createdAt} until={holdUntil} />
      ) : (
        <span className="quiet">
          {state === 'expired' && holdUntil !== null ? (
            <>
              ended <Instant at={holdUntil} />
            </>
          ) : (
            'no end'
          )}
        </span>
      ),
  },
  { id: 'lines', header: 'Holds', cell: (reservation) => <Lines reservation={reservation} /> },
  {
    id: 'created',
    header: 'Made',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt, extensions }) => (
      <>
        <Instant at={createdAt} />
        {extensions > 0 && (
          <div className="quiet">extended {extensions === 1 ? 'once' : `${extensions} times`}</div>
        )}
      </>
    ),
  },
  {
    id: 'actions',
    header: 'Actions',
    cell: (reservation) => <ReservationActions reservation={reservation} />,
  },
];
