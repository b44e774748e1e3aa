import type { CancelServiceOrder } from '@turnup/contract';
import { Charges } from '../order/Charges.tsx';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import classes from './Amendment.module.css';

const words: Readonly<Record<CancelServiceOrder['state'], StateWord>> = {
  accepted: { word: 'Accepted', icon: 'clock', tone: 'info' },
  inProgress: { word: 'Being taken back', icon: 'progress', tone: 'info' },
  done: { word: 'Taken back', icon: 'check', tone: 'good' },
  terminatedWithError: { word: 'Denied', icon: 'ban', tone: 'bad' },
};

/** The cancellations that were asked for of an order, denied ones too. */
export function Cancellations({ cancellations }: { readonly cancellations: readonly CancelServiceOrder[] }) {
  if (cancellations.length === 0) return null;
  return (
    <Section title="Cancellations">
      <ul className={classes['entries']}>
        {cancellations.map((cancellation) => (
          <li key={cancellation.id}>
            <div className={classes['actions']}>
              <State state={words[cancellation.state]} />
              <span>Items {cancellation.serviceOrderItem.join(', ')}</span>
              <span className="quiet">{cancellation.cancellationReason}</span>
            </div>
            {cancellation.completionMessage !== undefined && <span>{cancellation.completionMessage}</span>}
            {cancellation.charge.length > 0 && <Charges charge={cancellation.charge} />}
          </li>
        ))}
      </ul>
    </Section>
  );
}
