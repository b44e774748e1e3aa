import { AppShell, Burger, Drawer, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import type { Session } from '@turnup/contract';
import { useEffect, useMemo } from 'react';
import { startLive } from '../live/live.ts';
import { Icon } from '../shared/Icon.tsx';
import { ClockBadge } from './ClockBadge.tsx';
import { Help } from './Help.tsx';
import { useKeys, useKeysSwitch } from './keys.ts';
import { LiveBadge } from './LiveBadge.tsx';
import { Navigation } from './Navigation.tsx';
import { destinationsFor } from './navigation.ts';
import { Palette } from './Palette.tsx';
import { SchemeButton } from './SchemeButton.tsx';
import { SearchButton } from './SearchButton.tsx';
import classes from './Shell.module.css';
import { UserMenu } from './UserMenu.tsx';

/** The frame around every page of someone who is signed in. */
export function Shell({ session }: { readonly session: Session }) {
  const [menuOpen, menu] = useDisclosure(false);
  const [helpOpen, help] = useDisclosure(false);
  const [keysOn, setKeysOn] = useKeysSwitch();
  const pages = useMemo(() => destinationsFor(session.permissions), [session]);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useKeys(keysOn, pages, help.open);
  useEffect(() => startLive(session.token), [session.token]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes because the path changed
  useEffect(menu.close, [path]);

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 196, breakpoint: 'sm', collapsed: { mobile: true } }}
      padding={0}
    >
      <a href="#main" className={classes['skip']}>
        Skip to the content
      </a>
      <AppShell.Header className={classes['header']}>
        <Group gap="sm" wrap="nowrap" h="100%" px="md">
          <Burger opened={menuOpen} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label="Pages" />
          <a href="/" className={classes['brand']} aria-label="Turnup, to the first page">
            <img src="/mark.svg" alt="" width={24} height={24} />
            <span className={classes['name']}>Turnup</span>
          </a>
          <ClockBadge tenant={session.tenant} />
          <div className={classes['space']} />
          <SearchButton />
          <LiveBadge />
          <SchemeButton />
          <button type="button" className={classes['round']} onClick={help.open} aria-label="Help and keys">
            <Icon name="help" size={18} />
          </button>
          <UserMenu session={session} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes['navbar']} aria-label="Pages">
        <Navigation pages={pages} keysOn={keysOn} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes['main']}>
        <Outlet />
      </AppShell.Main>
      <Drawer opened={menuOpen} onClose={menu.close} size={240} title="Pages">
        <Navigation pages={pages} keysOn={false} />
      </Drawer>
      <Palette pages={pages} />
      <Help opened={helpOpen} onClose={help.close} pages={pages} keysOn={keysOn} onKeys={setKeysOn} />
    </AppShell>
  );
}
