import { type ReactNode, useEffect } from 'react';
import classes from './Page.module.css';

type Props = {
  readonly title: string;
  /** A line below the title. */
  readonly about?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** A page: its heading, its name in the tab, its content. */
export function Page({ title, about, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Turnup`;
  }, [title]);
  return (
    <div className={classes['page']}>
      <header className={classes['head']}>
        <div>
          <h1>{title}</h1>
          {about !== undefined && <div className={classes['about']}>{about}</div>}
        </div>
        {actions !== undefined && <div className={classes['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
