import { Tabs as MantineTabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './Tabs.module.css';

export type Tab<Name extends string> = { readonly name: Name; readonly label: ReactNode };

type Props<Name extends string> = {
  readonly label: string;
  readonly tabs: readonly Tab<Name>[];
  readonly open: Name;
  readonly children: ReactNode;
};

/** Tabs whose choice is in the address: every one can be linked to, and the browser's back goes back. */
export function Tabs<Name extends string>({ label, tabs, open, children }: Props<Name>) {
  const navigate = useNavigate();
  const show = (name: string | null): void => {
    void navigate({ to: '.', search: { tab: name } as never });
  };
  return (
    <MantineTabs value={open} onChange={show} keepMounted={false}>
      <MantineTabs.List aria-label={label} mb="md" className={classes['list'] ?? ''}>
        {tabs.map((tab) => (
          <MantineTabs.Tab key={tab.name} value={tab.name} px={11}>
            {tab.label}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
      <MantineTabs.Panel value={open}>{children}</MantineTabs.Panel>
    </MantineTabs>
  );
}
