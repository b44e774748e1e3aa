import { Link } from '@tanstack/react-router';
import { Icon } from '../shared/Icon.tsx';
import type { Destination } from './navigation.ts';
import classes from './Shell.module.css';

/** The pages that someone may open; the present one is marked. */
export function Navigation({
  pages,
  keysOn,
}: {
  readonly pages: readonly Destination[];
  readonly keysOn: boolean;
}) {
  return (
    <>
      {pages.map(({ to, name, icon, key }) => (
        <Link key={to} to={to} className={classes['place']} activeProps={{ 'aria-current': 'page' }}>
          <Icon name={icon} size={18} />
          {name}
          {keysOn && (
            <span className={classes['key']} aria-hidden="true">
              g {key}
            </span>
          )}
        </Link>
      ))}
    </>
  );
}
