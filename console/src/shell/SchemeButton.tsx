import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Icon } from '../shared/Icon.tsx';
import classes from './Shell.module.css';

export function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <button
      type="button"
      className={classes['round']}
      aria-label="Dark mode"
      aria-pressed={dark}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      <Icon name={dark ? 'sun' : 'moon'} size={18} />
    </button>
  );
}
