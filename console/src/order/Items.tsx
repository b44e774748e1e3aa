import type { ServiceOrder } from '@turnup/contract';
import { serviceOf } from '../orders/orderFacts.ts';
import { orderStateWords } from '../orders/words.ts';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import classes from './Order.module.css';

/** The items of an order with the road that each took, and the rules that sent it there. */
export function Items({ order }: { readonly order: ServiceOrder }) {
  return (
    <Section title="Items">
      <ul className={classes['lines']}>
        {order.serviceOrderItem.map((item) => (
          <li key={item.id}>
            <div className={classes['between']}>
              <span>
                <b>{item.action}</b> {serviceOf(item).name ?? serviceOf(item).serviceSpecification?.id}
              </span>
              <State state={orderStateWords[item.state]} />
            </div>
            {item.classification !== undefined && (
              <details>
                <summary>
                  {item.classification.route === 'special' ? 'Special' : 'Standard'} handling
                  {item.classification.fired.length > 0 && `, by ${item.classification.fired.length} rules`}
                </summary>
                <ul>
                  {item.classification.fired.map((rule) => (
                    <li key={rule.rule}>
                      <span className="mono">{rule.rule}</span> {rule.text}
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
