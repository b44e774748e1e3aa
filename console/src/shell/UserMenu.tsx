import { Menu } from '@mantine/core';
import type { Session } from '@turnup/contract';
import { call } from '../api/client.ts';
import { endSession } from '../session/store.ts';
import { Icon } from '../shared/Icon.tsx';
import { wordsOf } from '../shared/units.ts';
import classes from './Shell.module.css';

/** Who is signed in, and the way out. */
export function UserMenu({ session }: { readonly session: Session }) {
  const leave = (): void => {
    void call('DELETE', '/turnup/v1/session').finally(endSession);
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <button type="button" className={classes['chip']} aria-label={`Account ${session.name}`}>
          <Icon name="user" />
          <span className={classes['wide']}>{session.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label c="var(--text-quiet)">
          {session.account} · {session.roles.map(wordsOf).join(', ')}
        </Menu.Label>
        <Menu.Item leftSection={<Icon name="leave" />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
