import type { ServiceOrder } from '@turnup/contract';
import { weekdayText } from '../shared/dates.ts';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { titleOf } from '../shared/units.ts';
import classes from './Order.module.css';

const words: Readonly<Record<ServiceOrder['milestone'][number]['status'], StateWord>> = {
  yetToReach: { word: 'Ahead', icon: 'circle', tone: 'quiet' },
  completed: { word: 'Reached', icon: 'check', tone: 'good' },
  violated: { word: 'Reached late', icon: 'warning', tone: 'warn' },
};

export function Milestones({ order }: { readonly order: ServiceOrder }) {
  if (order.milestone.length === 0) return null;
  return (
    <Section title="Milestones">
      <ul className={classes['lines']}>
        {order.milestone.map((milestone) => (
          <li key={milestone.id} className={classes['between']}>
            <span>{titleOf(milestone.name)}</span>
            <span className="numbers quiet">{weekdayText(milestone.milestoneDate)}</span>
            <State state={words[milestone.status]} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
