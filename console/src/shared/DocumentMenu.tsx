import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type DocumentFormat, openDocument } from '../api/document.ts';
import { Icon } from './Icon.tsx';

type Props = {
  readonly label: string;
  /** Where the server renders it. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
};

const formats: readonly (readonly [DocumentFormat, string])[] = [
  ['html', 'Read and print (HTML)'],
  ['pdf', 'PDF'],
];

/** Opens a document of a record in a window of its own. */
export function DocumentMenu({ label, path, query = {} }: Props) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Icon name="orders" />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(([format, name]) => (
          <Menu.Item
            key={format}
            onClick={() =>
              void openDocument(path, { ...query, format }).catch((error: Error) =>
                notifications.show({ message: error.message, color: 'red' }),
              )
            }
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
