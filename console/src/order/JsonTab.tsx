import type { OrderPlan, ServiceOrder } from '@turnup/contract';
import { Json } from '../shared/Json.tsx';
import { Section } from '../shared/Section.tsx';
import classes from './Order.module.css';

type Props = { readonly order: ServiceOrder; readonly plan: OrderPlan | undefined };

/** The order and its plan as the API tells them. */
export function JsonTab({ order, plan }: Props) {
  return (
    <div className={classes['stack']}>
      <Section title="Service order">
        <Json label="Service order as JSON" value={order} />
      </Section>
      {plan !== undefined && (
        <Section title="Plan">
          <Json label="Plan as JSON" value={plan} />
        </Section>
      )}
    </div>
  );
}
