import type { ReactNode } from 'react';
import classes from './Empty.module.css';
import { refusalText } from './useAction.ts';

type Props = { readonly title: string; readonly children?: ReactNode };

/** Nothing to show: says what that means and what can be done. */
export function Empty({ title, children }: Props) {
  return (
    <div className={classes['empty']}>
      <strong>{title}</strong>
      {children !== undefined && <div className="quiet">{children}</div>}
    </div>
  );
}

/** What was asked for could not be read: why, and another try. */
export function Failed({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  return (
    <div className={classes['empty']} role="alert">
      <strong>This could not be read.</strong>
      <div className="quiet">{refusalText(error)}</div>
      <button type="button" className={classes['again']} onClick={retry}>
        Try again
      </button>
    </div>
  );
}
