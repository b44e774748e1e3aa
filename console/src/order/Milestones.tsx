import type { ServiceOrder } from '@turnup/contract';
import { weekdayText } from '../shared/dates.ts';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import { titleOf } from '../shared/units.ts';
import classes from './Order.module.css';

type Milestone = ServiceOrder['milestone'][number];

const words: Readonly<Record<Milestone['status'], StateWord>> = {
  yetToReach: { word: 'Ahead', icon: 'circle', tone: 'quiet' },
  completed: { word: 'Reached', icon: 'check', tone: 'good' },
  violated: { word: 'Reached late', icon: 'warning', tone: 'warn' },
};

const itemOf = ({ serviceOrderItem }: Milestone): string => serviceOrderItem[0]?.itemId ?? '';

/** `SITE_INSTALLED:MERIDIAN-LDS` → `Site installed, MERIDIAN-LDS`; of several items with the item's number. */
function milestoneText(milestone: Milestone, several: boolean): string {
  const [what = '', where] = milestone.name.split(':', 2);
  const text = where === undefined ? titleOf(what) : `${titleOf(what)}, ${where}`;
  return several ? `Item ${itemOf(milestone)}: ${text}` : text;
}

/** The points on the way, each with the date that was planned or on which it was reached. */
export function Milestones({ order }: { readonly order: ServiceOrder }) {
  if (order.milestone.length === 0) return null;
  const several = new Set(order.milestone.map(itemOf)).size > 1;
  return (
    <Section title="Milestones">
      <ul className={classes['lines']}>
        {order.milestone.map((milestone) => (
          <li key={milestone.id} className={classes['milestone']}>
            <span>{milestoneText(milestone, several)}</span>
            <span className="numbers quiet">{weekdayText(milestone.milestoneDate)}</span>
            <State state={words[milestone.status]} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
