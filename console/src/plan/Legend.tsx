import type { PlanView } from '../order/search.ts';
import { Icon } from '../shared/Icon.tsx';
import { State } from '../shared/State.tsx';
import classes from './Plan.module.css';
import timeline from './Timeline.module.css';
import { activityWords } from './words.ts';

/** What the marks of a drawing mean. The table says it in words. */
export function Legend({ view }: { readonly view: PlanView }) {
  if (view === 'table') return null;
  return (
    <ul className={classes['legend']} aria-label="Legend">
      {view === 'graph' ? (
        <>
          {Object.values(activityWords).map((state) => (
            <li key={state.word}>
              <State state={state} />
            </li>
          ))}
          <li>
            <Icon name="critpath" /> critical path: heavy line
          </li>
        </>
      ) : (
        <>
          <li>
            <span className={timeline['keyBaseline']} /> baseline
          </li>
          <li>
            <span className={timeline['keyForecast']} /> forecast
          </li>
          <li>
            <span className={timeline['keyActual']} /> actual
          </li>
          <li>
            <span className={timeline['keySlack']} /> slack
          </li>
          <li>
            <Icon name="critpath" /> critical: thick frame
          </li>
        </>
      )}
    </ul>
  );
}
