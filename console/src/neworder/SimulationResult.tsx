import type { ServiceOrderSimulation } from '@turnup/contract';
import { useEffect, useRef } from 'react';
import { DeviceText } from '../network/DeviceText.tsx';
import order from '../order/Order.module.css';
import { Terminations } from '../order/Terminations.tsx';
import { orderStateWords } from '../orders/words.ts';
import { useChoices } from '../requirement/useChoices.ts';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { dateText, weekdayText } from '../shared/dates.ts';
import { Facts } from '../shared/Facts.tsx';
import { moneyText } from '../shared/money.ts';
import { Section } from '../shared/Section.tsx';
import { State } from '../shared/State.tsx';
import { costOf, terminationsOf } from './simulationFacts.ts';

type Props = {
  readonly simulation: ServiceOrderSimulation;
  readonly requested: string;
  /** The form has changed since. */
  readonly old: boolean;
};
type Task = ServiceOrderSimulation['tasks'][number];

const columns: readonly Column<Task>[] = [
  {
    id: 'activity',
    header: 'Task',
    cell: ({ label, kind }) => (
      <>
        {label}
        <div className="quiet mono">{kind}</div>
      </>
    ),
  },
  {
    id: 'start',
    header: 'Starts',
    cell: ({ startDate }) => (startDate === undefined ? '—' : dateText(startDate)),
  },
  {
    id: 'finish',
    header: 'Finishes',
    cell: ({ finishDate }) => (finishDate === undefined ? '—' : dateText(finishDate)),
  },
  {
    id: 'after',
    header: 'After',
    cell: ({ after }) => (
      <span className="mono">{after.map((key) => key.slice(key.indexOf('/') + 1)).join(', ')}</span>
    ),
  },
];

/** What an order would come to: dates, money, values, what each device would be sent, and every task. */
export function SimulationResult({ simulation, requested, old }: Props) {
  const { currency } = useChoices();
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each simulation is shown where it is read
  useEffect(() => {
    heading.current?.focus();
    heading.current?.scrollIntoView({ block: 'start' });
  }, [simulation]);
  const late =
    requested !== '' && simulation.committedDate !== undefined && simulation.committedDate > requested;
  const cost = costOf(simulation);
  const terminations = terminationsOf(simulation);
  return (
    <div className={order['stack']}>
      <h2 ref={heading} tabIndex={-1}>
        What it would come to
      </h2>
      {old && <p role="status">The form has changed since: simulate again.</p>}
      <Section title="In short" aside={<State state={orderStateWords[simulation.state]} />}>
        <Facts
          facts={{
            'Committed date':
              simulation.committedDate === undefined
                ? 'known when the design is approved'
                : `${weekdayText(simulation.committedDate)}${late ? ', later than wanted' : ''}`,
            'One-off cost': cost && moneyText(cost.capexMinor, currency || undefined),
            'Monthly cost': cost && moneyText(cost.monthlyCostMinor, currency || undefined),
            Handling: simulation.items
              .map(({ specialHandling }) => (specialHandling ? 'special: a design is made' : 'standard'))
              .join(', '),
            'Because of': simulation.items
              .flatMap(({ classification }) => classification?.fired.map(({ text }) => text) ?? [])
              .join('; '),
          }}
        />
      </Section>
      {terminations.length > 0 && (
        <Section title="Ended early">
          <Terminations charges={terminations} />
        </Section>
      )}
      {simulation.items.map((item) => (
        <Section key={item.id} title={`Item ${item.id}: values and devices`}>
          {Object.keys(item.parameters).length === 0 ? (
            <span className="quiet">No value is allocated before its design is approved.</span>
          ) : (
            <Facts
              facts={Object.fromEntries(
                Object.entries(item.parameters).map(([key, values]) => [
                  key,
                  <span key={key} className="mono">
                    {values.join(', ')}
                  </span>,
                ]),
              )}
            />
          )}
          {item.devices.map((device) => (
            <DeviceText key={device.device} {...device} />
          ))}
        </Section>
      ))}
      <DataTable
        label="Tasks of the order"
        columns={columns}
        rows={simulation.tasks}
        idOf={({ key }) => key}
      />
    </div>
  );
}
