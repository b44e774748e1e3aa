import { openSpotlight } from '@mantine/spotlight';
import { Icon } from '../shared/Icon.tsx';
import classes from './Shell.module.css';

const apple = /mac|iphone|ipad/i.test(navigator.userAgent);

/** Opens the palette. On a phone only its icon is seen, so its name is said. */
export function SearchButton() {
  const keys = apple ? '⌘ K' : 'Ctrl K';
  return (
    <button
      type="button"
      className={`${classes['chip']} ${classes['search']}`}
      aria-label={`Go to… ${keys}`}
      onClick={() => openSpotlight()}
    >
      <Icon name="search" />
      <span>Go to…</span>
      <kbd className={classes['shortcut']}>{keys}</kbd>
    </button>
  );
}
