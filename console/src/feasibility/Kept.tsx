import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FeasibilityAnswer } from '@turnup/contract';
import type { Reservation } from '../api/answers.ts';
import { reservationQuery } from '../api/parameters.ts';
import { Countdown } from '../reservations/Countdown.tsx';
import { reservationWords } from '../reservations/words.ts';
import { useMay } from '../session/useSession.ts';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';
import { countText } from '../shared/units.ts';
import { refusalText } from '../shared/useAction.ts';
import type { QuestionItem } from './itemFacts.ts';

type Props = { readonly item: QuestionItem; readonly answer: FeasibilityAnswer };

/** What is held for an answer and until when, or why nothing is. */
export function Kept({ item: { reservationId, reservationRules }, answer }: Props) {
  const refused = answer.reasons.find(({ code }) => code === 'NOT_RESERVED');
  return (
    <>
      {reservationId !== undefined ? (
        <Hold id={reservationId} />
      ) : refused !== undefined ? (
        <>
          <State state={{ word: 'Not reserved', icon: 'ban', tone: 'warn' }} />
          <div>{refused.message}</div>
        </>
      ) : (
        'nothing is held for it'
      )}
      {reservationRules.map(({ rule, text }) => (
        <div key={rule} className="quiet">
          {text}
        </div>
      ))}
    </>
  );
}

function Hold({ id }: { readonly id: string }) {
  const query = useQuery({ ...reservationQuery(id), enabled: useMay('network.read') });
  const held = query.data;
  return (
    <>
      {held !== undefined && (
        <div>
          <State state={reservationWords[held.state]} />
          <Until reservation={held} />
        </div>
      )}
      {query.isError && <div className="quiet">{refusalText(query.error)}</div>}
      <Link to="/reservations" search={{ set: 'all' }}>
        {held === undefined
          ? 'It is reserved'
          : held.lines.length === 0
            ? 'Nothing of it is held any more'
            : `${countText(held.lines.length, 'thing')} held: see the reservations`}
      </Link>
    </>
  );
}

function Until({ reservation: { state, holdUntil, createdAt } }: { readonly reservation: Reservation }) {
  if (holdUntil === null) return null;
  if (state === 'reserved' || state === 'waiting') return <Countdown from={createdAt} until={holdUntil} />;
  return state === 'expired' ? (
    <div className="quiet">
      the hold ended <Instant at={holdUntil} />
    </div>
  ) : null;
}
