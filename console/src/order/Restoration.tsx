import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RestorationAnswer } from '../api/answers.ts';
import { restorationQuery } from '../api/surveillance.ts';
import { Read } from '../shared/Read.tsx';
import { Section } from '../shared/Section.tsx';
import { State, type StateWord } from '../shared/State.tsx';
import classes from './Order.module.css';

const words: Readonly<Record<RestorationAnswer['result'], StateWord>> = {
  restored: { word: 'Restored', icon: 'check', tone: 'good' },
  workAround: { word: 'Restored without all it had', icon: 'warning', tone: 'warn' },
  unsuccessful: { word: 'Not restored', icon: 'ban', tone: 'bad' },
  inProgress: { word: 'Under way', icon: 'progress', tone: 'info' },
  waiting: { word: 'Waits for capacity', icon: 'waiting', tone: 'warn' },
};

/** What came of a restoration, service by service: on what each stood, and stands now. */
export function Restoration({ orderId }: { readonly orderId: string }) {
  const query = useQuery(restorationQuery(orderId));
  return (
    <Section title="Restoration">
      <Read query={query}>
        {(answers) =>
          answers.length === 0 ? (
            <span className="quiet">No service stands on what has failed.</span>
          ) : (
            <ul className={classes['lines']}>
              {answers.map((answer) => (
                <Answer key={answer.item} answer={answer} />
              ))}
            </ul>
          )
        }
      </Read>
    </Section>
  );
}

function Answer({ answer }: { readonly answer: RestorationAnswer }) {
  const { item, service, result, reason, from, to } = answer;
  const left = from.filter((each) => !to.includes(each));
  const taken = to.filter((each) => !from.includes(each));
  return (
    <li>
      <div className={classes['between']}>
        <Link to="/services/$id" params={{ id: service }}>
          Service of item {item}
        </Link>
        <State state={words[result]} />
      </div>
      {reason !== undefined && <span>{reason}</span>}
      {left.length + taken.length > 0 && (
        <span className="quiet mono">
          {left.join(', ') || '—'} → {taken.join(', ') || '—'}
        </span>
      )}
    </li>
  );
}
