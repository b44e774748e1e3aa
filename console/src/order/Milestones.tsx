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

/** `SITE_INSTALLED:MERIDIAN-LDS` → `Site installed, MERIDIAN-LDS`. */
function milestoneText(name: string): string {
  const [what = '', where] = name.split(':', 2);
  return where === undefined ? titleOf(what) : `${titleOf(what)}, ${where}`;
}

/** The points on the way, each with the date that was planned or on which it was reached. */
export function Milestones({ order }: { readonly order: ServiceOrder }) {
  if (order.milestone.length === 0) return null;
  return (
    <Section title="Milestones">
      <ul className={classes['lines']}>
        {order.milestone.map((milestone) => (
          <li key={milestone.id} className={classes['milestone']}>
            <span>{milestoneText(milestone.name)}</span>
            <span className="numbers quiet">{weekdayText(milestone.milestoneDate)}</span>
            <State state={words[milestone.status]} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
