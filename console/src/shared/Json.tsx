import classes from './Json.module.css';
import { Scroller } from './Scroller.tsx';

/** A value as the API tells it. */
export function Json({ label, value }: { readonly label: string; readonly value: unknown }) {
  return (
    <Scroller label={label} className={classes['json']}>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </Scroller>
  );
}
