import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Icon } from './Icon.tsx';

type Props = {
  /** Path of the record in the API. */
  readonly path: string;
  readonly id: string;
};

const copied = (what: string, text: string): void => {
  void navigator.clipboard.writeText(text).then(
    () => notifications.show({ message: `${what} copied.` }),
    () => notifications.show({ message: `The browser does not allow to copy: ${text}`, color: 'red' }),
  );
};

/** The command that reads the record. The token stays out of it: it is named as a variable of the shell. */
const curlOf = (path: string): string =>
  `curl -H "Authorization: Bearer $TURNUP_TOKEN" '${location.origin}${path}'`;

export function CopyMenu({ path, id }: Props) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Icon name="link" />}>
          Copy
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="link" />} onClick={() => copied('Link', location.href)}>
          Copy link
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="code" />} onClick={() => copied('Command', curlOf(path))}>
          Copy as curl
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="orders" />} onClick={() => copied('Id', id)}>
          Copy id
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
