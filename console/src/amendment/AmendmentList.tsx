import type { ServiceOrderAmendment } from '@turnup/contract';
import { decideAmendment } from '../api/orders.ts';
import { useChoices } from '../requirement/useChoices.ts';
import { useMay } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';
import { useAction } from '../shared/useAction.ts';
import { AmendedItems } from './AmendedItems.tsx';
import classes from './Amendment.module.css';
import { amendmentWords } from './words.ts';

type Props = { readonly orderId: string; readonly amendments: readonly ServiceOrderAmendment[] };

/** The amendments of an order, newest first; one that has a price waits here for its acceptance. */
export function AmendmentList({ orderId, amendments }: Props) {
  const { currency } = useChoices();
  if (amendments.length === 0) return <span className="quiet">It was never amended.</span>;
  return (
    <ul className={classes['entries']}>
      {amendments.map((amendment) => (
        <li key={amendment.id}>
          <div className={classes['actions']}>
            <b>Amendment {amendment.number}</b>
            <State state={amendmentWords[amendment.state]} />
            <span className="quiet">
              by {amendment.requestedBy}, <Instant at={amendment.requestedAt} />
            </span>
          </div>
          {amendment.message !== undefined && <span>{amendment.message}</span>}
          <AmendedItems items={amendment.item} currency={currency} />
          <Decide orderId={orderId} amendment={amendment} />
        </li>
      ))}
    </ul>
  );
}

type DecideProps = { readonly orderId: string; readonly amendment: ServiceOrderAmendment };

function Decide({ orderId, amendment }: DecideProps) {
  const why = useMay('order.issue') ? undefined : 'Your role may not change orders (order.issue).';
  const decide = useAction((verb: 'accept' | 'withdraw') => decideAmendment(amendment.id, verb), {
    reread: [['order', orderId]],
  });
  if (amendment.state !== 'held' && amendment.state !== 'queued') return null;
  return (
    <div className={classes['actions']}>
      {amendment.state === 'held' && (
        <ActionButton size="xs" why={why} loading={decide.isPending} onClick={() => decide.mutate('accept')}>
          Accept the price
        </ActionButton>
      )}
      <ActionButton
        size="xs"
        variant="default"
        why={why}
        loading={decide.isPending}
        onClick={() => decide.mutate('withdraw')}
      >
        Withdraw
      </ActionButton>
    </div>
  );
}
