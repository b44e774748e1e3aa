import { openSpotlight } from '@mantine/spotlight';
import { Icon } from '../shared/Icon.tsx';
import classes from './Shell.module.css';

const apple = /mac|iphone|ipad/i.test(navigator.userAgent);

export function SearchButton() {
  return (
    <button
      type="button"
      className={`${classes['chip']} ${classes['search']}`}
      onClick={() => openSpotlight()}
    >
      <Icon name="search" />
      <span>Go to…</span>
      <kbd className={classes['shortcut']}>{apple ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  );
}
