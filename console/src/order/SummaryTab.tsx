import type { OrderPlan, ServiceOrder } from '@turnup/contract';
import { useSession } from '../session/useSession.ts';
import { Authority } from './Authority.tsx';
import { Errors } from './Errors.tsx';
import { Items } from './Items.tsx';
import { Milestones } from './Milestones.tsx';
import { Notes } from './Notes.tsx';
import classes from './Order.module.css';
import { Related } from './Related.tsx';
import { Restoration } from './Restoration.tsx';
import { Sites } from './Sites.tsx';

type Props = { readonly order: ServiceOrder; readonly plan: OrderPlan | undefined };

/** What someone wants to know first: what is wrong, what was asked, how far it is, what was said. */
export function SummaryTab({ order, plan }: Props) {
  const permissions = useSession()?.permissions ?? [];
  const asksAuthority =
    permissions.includes('work.read') &&
    plan?.tasks.some(({ kind }) => kind.startsWith('recovery.authorize@')) === true;
  return (
    <div className={classes['stack']}>
      <Errors order={order} plan={plan} mayIntervene={permissions.includes('plan.intervene')} />
      <div className={classes['grid']}>
        <div className={classes['stack']}>
          {order.category === 'restoration' && <Restoration orderId={order.id} />}
          {asksAuthority && <Authority order={order} />}
          <Sites order={order} />
          <Items order={order} />
        </div>
        <div className={classes['stack']}>
          <Milestones order={order} />
          <Related order={order} />
          <Notes order={order} mayWrite={permissions.includes('order.issue')} />
        </div>
      </div>
    </div>
  );
}
