import type { PlanTask } from '@turnup/contract';
import type { TaskError, TaskWait } from '../api/answers.ts';
import { RetryButton } from '../order/RetryButton.tsx';
import { useMay } from '../session/useSession.ts';
import { Facts } from '../shared/Facts.tsx';
import { Instant } from '../shared/Instant.tsx';
import { Json } from '../shared/Json.tsx';
import { State } from '../shared/State.tsx';
import classes from './Plan.module.css';
import { ownerText, taskWord } from './words.ts';

const waitText = (wait: TaskWait): string =>
  wait.reference === undefined || wait.reference === null ? wait.for : `${wait.for} (${wait.reference})`;

/** One task: how it stands, how often it was tried, what it waits for, what went wrong, what came out. */
export function TaskDetail({ orderId, task }: { readonly orderId: string; readonly task: PlanTask }) {
  const may = useMay('plan.intervene');
  const wait = task.waitingFor as TaskWait | undefined;
  const error = task.error as TaskError | undefined;
  return (
    <section className={classes['task']} aria-label={`Task ${task.label}`}>
      <h3>
        {task.label} <State state={taskWord(task.state)} />
      </h3>
      <Facts
        facts={{
          Kind: <span className="mono">{task.kind}</span>,
          Owner: ownerText(task.owner),
          Attempts: String(task.attempt),
          'Waits for': wait === undefined ? undefined : waitText(wait),
          Until: wait?.until === undefined ? undefined : <Instant at={wait.until} />,
          'Not before': task.notBefore === undefined ? undefined : <Instant at={task.notBefore} />,
          Started: task.startedAt === undefined ? undefined : <Instant at={task.startedAt} />,
          Finished: task.finishedAt === undefined ? undefined : <Instant at={task.finishedAt} />,
        }}
      />
      {error !== undefined && (
        <div className={classes['trouble']}>
          {error.message} <span className="mono quiet">{error.code}</span>
          {error.corrective?.map((line) => (
            <div key={line}>
              <b>To do:</b> {line}
            </div>
          ))}
        </div>
      )}
      {task.state === 'fallout' && <RetryButton orderId={orderId} task={task} may={may} />}
      {task.output !== undefined && (
        <details>
          <summary>Output</summary>
          <Json label={`Output of ${task.label}`} value={task.output} />
        </details>
      )}
    </section>
  );
}
