import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DeviceTraffic } from '../api/answers.ts';
import { trafficQuery } from '../api/network.ts';
import order from '../order/Order.module.css';
import { Facts } from '../shared/Facts.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { QueuedParts } from './Queue.tsx';

/** Whether a device can be changed at this moment, in a word. */
function busyWord({ transaction, hold, exhausted, limits, queued }: DeviceTraffic): StateWord {
  if (transaction !== null || hold !== null) return { word: 'Busy', icon: 'progress', tone: 'info' };
  if (queued.length > 0) return { word: 'Changes wait for it', icon: 'waiting', tone: 'warn' };
  if (exhausted !== null) return { word: 'Has had its changes', icon: 'clock', tone: 'warn' };
  return limits.closedUntil === undefined
    ? { word: 'Idle', icon: 'check', tone: 'good' }
    : { word: 'Outside its window', icon: 'clock', tone: 'warn' };
}

const whys: Readonly<Record<DeviceTraffic['tasks'][number]['why'], string>> = {
  paused: 'it is paused',
  unreachable: 'it cannot be reached',
  exhausted: 'it has had its changes, or is outside its window',
};

/** What a device is busy with, what it bears, and what waits for it. */
export function Traffic({ device }: { readonly device: string }) {
  const query = useQuery(trafficQuery(device));
  return (
    <Section title="Work on it" aside={query.data !== undefined && <State state={busyWord(query.data)} />}>
      <Read query={query}>{(traffic) => <Found traffic={traffic} />}</Read>
    </Section>
  );
}

function Found({ traffic }: { readonly traffic: DeviceTraffic }) {
  const { transaction, hold, exhausted, limits, queued, tasks } = traffic;
  const { changes, sessions, closedUntil } = limits;
  return (
    <div className={order['stack']}>
      <Facts
        facts={{
          'In a transaction':
            transaction === null ? (
              'no'
            ) : (
              <>
                <Link to="/network/transactions/$id" params={{ id: transaction.id }}>
                  open it
                </Link>{' '}
                since <Instant at={transaction.since} />
              </>
            ),
          Held: hold === null ? undefined : hold.why,
          'Bears changes': changes === undefined ? undefined : `${changes.atMost} in ${changes.inS} s`,
          'Bears sessions': sessions === undefined ? undefined : String(sessions),
          'Next change': exhausted === null ? undefined : `in ${exhausted.freeInS} s`,
          'Closed until': closedUntil === undefined ? undefined : <Instant at={closedUntil} />,
        }}
      />
      {tasks.length > 0 && (
        <ul className={order['lines']} aria-label="Tasks that wait for it">
          {tasks.map(({ task, label, subject, why }) => (
            <li key={task}>
              {label}
              <span className="quiet">
                waits because {whys[why]}
                {subject.kind === 'serviceOrder' && (
                  <>
                    {' '}
                    <Link to="/orders/$id" params={{ id: subject.id }} search={{ tab: 'plan' }}>
                      its order
                    </Link>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {queued.length > 0 && <QueuedParts parts={queued} />}
    </div>
  );
}
