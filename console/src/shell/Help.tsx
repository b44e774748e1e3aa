import { Modal, Switch, Table, Text } from '@mantine/core';
import type { Destination } from './navigation.ts';

type Props = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly pages: readonly Destination[];
  readonly keysOn: boolean;
  readonly onKeys: (on: boolean) => void;
};

const always = [
  ['Ctrl K or ⌘ K', 'go to an order, a design or a page'],
  ['/', 'filter the list'],
  ['j, k', 'next and previous row'],
  ['Enter', 'open the row'],
  ['?', 'this help'],
] as const;

/** The keys, and the switch for those without a modifier. */
export function Help({ opened, onClose, pages, keysOn, onKeys }: Props) {
  const keys = [...always, ...pages.map(({ key, name }) => [`g ${key}`, `go to ${name}`] as const)];
  return (
    <Modal opened={opened} onClose={onClose} title="Keys and help">
      <Switch
        label="Keys without Ctrl or ⌘ are on"
        checked={keysOn}
        onChange={(event) => onKeys(event.currentTarget.checked)}
        mb="md"
      />
      <Table aria-label="Keys">
        <Table.Tbody>
          {keys.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" w={150}>
                <kbd>{key}</kbd>
              </Table.Th>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" mt="md" className="quiet">
        Every list, filter and tab has its own address: what you see can be linked to. Times are in your zone;
        point at one for UTC.
      </Text>
    </Modal>
  );
}
