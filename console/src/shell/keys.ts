import { useLocalStorage } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Destination } from './navigation.ts';

const sequenceMs = 1_200;

/** Whether keys without a modifier do anything (WCAG 2.2, 2.1.4: they can be switched off). Kept on this machine. */
export function useKeysSwitch(): readonly [boolean, (on: boolean) => void] {
  const [value, setValue] = useLocalStorage<'on' | 'off'>({ key: 'turnup.keys', defaultValue: 'on' });
  return [value === 'on', (on) => setValue(on ? 'on' : 'off')];
}

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.role === 'combobox');

/** `g` and a letter go to a page, `/` to the filter, `j` and `k` along the rows, `?` opens the help. */
export function useKeys(on: boolean, pages: readonly Destination[], openHelp: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (!on) return;
    let goUntil = 0;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      if (event.timeStamp < goUntil) {
        goUntil = 0;
        const page = pages.find(({ key }) => key === event.key);
        if (page !== undefined) {
          event.preventDefault();
          void navigate({ to: page.to });
        }
        return;
      }
      if (event.key === 'g') goUntil = event.timeStamp + sequenceMs;
      else if (event.key === '?') openHelp();
      else if (event.key === '/') focusFilter(event);
      else if (event.key === 'j') moveRow(1);
      else if (event.key === 'k') moveRow(-1);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [on, pages, openHelp, navigate]);
}

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLElement>('[data-filter]');
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
}

function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-row-link]')];
  const here = links.indexOf(document.activeElement as HTMLElement);
  links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
}
