import type { AmendedItem } from '@turnup/contract';
import { Charges } from '../order/Charges.tsx';
import { moneyText } from '../shared/money.ts';
import { State } from '../shared/State.tsx';
import classes from './Amendment.module.css';
import { outcomeWords } from './words.ts';

type Props = { readonly items: readonly AmendedItem[]; readonly currency: string };

const taskNames = {
  added: 'New',
  repeated: 'Done again',
  replaced: 'Replaced',
  changed: 'Changed',
  removed: 'No longer done',
  kept: 'Kept as they are',
} as const;

/** What an amendment comes to, item by item: what becomes of it, of its tasks and of its cost. */
export function AmendedItems({ items, currency }: Props) {
  return (
    <ul className={classes['entries']}>
      {items.map((item) => (
        <li key={item.id}>
          <div className={classes['actions']}>
            <b>Item {item.id}</b> <State state={outcomeWords[item.outcome]} />
          </div>
          {item.reason !== undefined && <span>{item.reason}</span>}
          {item.charge.length > 0 && <Charges charge={item.charge} />}
          {item.costBefore !== undefined && item.costAfter !== undefined && (
            <span>
              Cost: {costText(item.costBefore, currency)} → <b>{costText(item.costAfter, currency)}</b>
            </span>
          )}
          {item.tasks !== undefined && <Tasks tasks={item.tasks} />}
        </li>
      ))}
    </ul>
  );
}

const costText = (
  { capexMinor, monthlyCostMinor }: NonNullable<AmendedItem['costAfter']>,
  currency: string,
): string =>
  `${moneyText(capexMinor, currency || undefined)} once and ${moneyText(monthlyCostMinor, currency || undefined)} a month`;

function Tasks({ tasks }: { readonly tasks: NonNullable<AmendedItem['tasks']> }) {
  const told = Object.entries(taskNames).flatMap(([kind, name]) => {
    const keys = tasks[kind as keyof typeof taskNames];
    return keys.length === 0 ? [] : [{ kind, name, keys }];
  });
  if (told.length === 0) return null;
  return (
    <dl className={classes['tasks']}>
      {told.map(({ kind, name, keys }) => (
        <div key={kind} data-tasks={kind}>
          <dt>
            {name} ({keys.length})
          </dt>
          <dd className="mono">{keys.map((key) => key.slice(key.indexOf('/') + 1)).join(', ')}</dd>
        </div>
      ))}
    </dl>
  );
}
