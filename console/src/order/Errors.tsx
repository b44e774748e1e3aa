import type { OrderPlan, ServiceOrder } from '@turnup/contract';
import type { TaskError } from '../api/answers.ts';
import { Instant } from '../shared/Instant.tsx';
import { State } from '../shared/State.tsx';
import classes from './Order.module.css';
import { RetryButton } from './RetryButton.tsx';

type Props = {
  readonly order: ServiceOrder;
  readonly plan: OrderPlan | undefined;
  readonly mayIntervene: boolean;
};

/** What went wrong and what a person can do about it, with the button that does it. */
export function Errors({ order, plan, mayIntervene }: Props) {
  const fallen = (plan?.tasks ?? []).filter(({ state }) => state === 'fallout' || state === 'failed');
  const errors = fallen.length > 0 ? [] : order.errorMessage;
  return (
    <>
      {fallen.map((task) => {
        const error = task.error as TaskError | undefined;
        return (
          <section key={task.id} className={classes['error']} aria-label={`Fallout in ${task.label}`}>
            <State state={{ word: `${task.label} needs a person`, icon: 'critical', tone: 'bad' }} />
            <p>
              {error === undefined ? 'It tells no reason.' : `${error.message} `}
              {error !== undefined && <span className="mono quiet">{error.code}</span>}
            </p>
            {error?.corrective?.map((line) => (
              <p key={line}>
                <b>To do:</b> {line}
              </p>
            ))}
            <RetryButton orderId={order.id} task={task} may={mayIntervene} />
          </section>
        );
      })}
      {errors.map((error) => (
        <div key={`${error.code} ${error.timestamp}`} className={classes['error']}>
          <State state={{ word: error.reason, icon: 'critical', tone: 'bad' }} />
          <p>
            {error.message} <span className="mono quiet">{error.code}</span>
          </p>
          <span className="quiet">
            <Instant at={error.timestamp} />
          </span>
        </div>
      ))}
    </>
  );
}
