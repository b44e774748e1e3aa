import { Link } from '@tanstack/react-router';
import type { ServiceOrder } from '@turnup/contract';
import { serviceOf } from '../orders/orderFacts.ts';
import { orderStateWords } from '../orders/words.ts';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { countText, wordsOf } from '../shared/units.ts';
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
                <b>{item.action}</b> <Asked item={item} />
              </span>
              <State state={orderStateWords[item.state]} />
            </div>
            {item.classification !== undefined && (
              <details>
                <summary>
                  {item.classification.route === 'special' ? 'Special' : 'Standard'} handling
                  {item.classification.fired.length > 0 &&
                    `, by ${countText(item.classification.fired.length, 'rule')}`}
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

/** Which service an item is about, and of one that it changes what it says otherwise. */
function Asked({ item }: { readonly item: ServiceOrder['serviceOrderItem'][number] }) {
  const { id, name, serviceSpecification, serviceCharacteristic = [], state } = serviceOf(item);
  const said = [
    ...(state === undefined ? [] : [state]),
    ...serviceCharacteristic.map((characteristic) => wordsOf(characteristic.name)),
  ];
  return (
    <>
      {name ?? serviceSpecification?.id}{' '}
      {id !== undefined && (
        <Link to="/services/$id" params={{ id }}>
          its service
        </Link>
      )}
      {item.action === 'modify' && said.length > 0 && <span className="quiet"> {said.join(', ')}</span>}
    </>
  );
}
