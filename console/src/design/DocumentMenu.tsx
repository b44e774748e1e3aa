import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { openDocument } from '../api/designs.ts';
import { Icon } from '../shared/Icon.tsx';

const formats = [
  ['html', 'Read and print (HTML)'],
  ['pdf', 'PDF'],
] as const;

/** Opens the solution design document in a window of its own. */
export function DocumentMenu({ id, alternative }: { readonly id: string; readonly alternative: string }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Icon name="orders" />}>
          Document
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(([format, label]) => (
          <Menu.Item
            key={format}
            onClick={() =>
              void openDocument(id, alternative, format).catch((error: Error) =>
                notifications.show({ message: error.message, color: 'red' }),
              )
            }
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
