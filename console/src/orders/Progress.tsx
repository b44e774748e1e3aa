import classes from './Orders.module.css';

/** Finished and all tasks, as a bar and in figures. */
export function Progress({ done, total }: { readonly done: number; readonly total: number }) {
  if (total === 0) return <span className="quiet">—</span>;
  return (
    <span className={classes['progress']}>
      <progress value={done} max={total} aria-label={`${done} of ${total} tasks`} />
      <span aria-hidden="true">
        {done}/{total}
      </span>
    </span>
  );
}
