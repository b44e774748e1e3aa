import type { OrderPlan, ServiceOrder } from '@turnup/contract';
import { customerOf, requestedDateOf, specificationsOf } from '../orders/orderFacts.ts';
import { Progress } from '../orders/Progress.tsx';
import { jeopardyOf, kindWords, orderStateWords } from '../orders/words.ts';
import { weekdayText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { State } from '../shared/State.tsx';
import { DateCalculation } from './DateCalculation.tsx';
import classes from './Order.module.css';

type Props = { readonly order: ServiceOrder; readonly plan: OrderPlan | undefined };

/** How the order stands, and how its date comes about. */
export function OrderHeader({ order, plan }: Props) {
  const requested = requestedDateOf(order);
  return (
    <div className={classes['head']}>
      <div className={classes['first']}>
        <div className={classes['states']} data-order-state={order.state}>
          <State state={orderStateWords[order.state]} />
          <span data-jeopardy={order.jeopardy}>
            <State state={jeopardyOf(order)} />
          </span>
          <Progress {...order.progress} />
        </div>
        <Facts
          row
          facts={{
            Customer: customerOf(order),
            'External id':
              order.externalId === undefined ? undefined : <span className="mono">{order.externalId}</span>,
            Specification: <span className="mono">{specificationsOf(order)}</span>,
            Kind: kindWords[order.kind],
            Priority: order.priority,
            Requested: requested === undefined ? undefined : weekdayText(requested),
          }}
        />
      </div>
      <DateCalculation order={order} plan={plan} />
    </div>
  );
}
