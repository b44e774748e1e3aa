import { Checkbox, Stack } from '@mantine/core';
import type { ServiceOrder } from '@turnup/contract';
import { serviceOf } from '../orders/orderFacts.ts';
import { orderStateWords } from '../orders/words.ts';

type Props = {
  readonly items: ServiceOrder['serviceOrderItem'];
  readonly chosen: readonly string[];
  readonly onChosen: (chosen: string[]) => void;
};

/** Some of the items of an order, each with what it asks and its state. */
export function ItemChoice({ items, chosen, onChosen }: Props) {
  return (
    <Checkbox.Group label="Items" value={[...chosen]} onChange={onChosen}>
      <Stack gap="xs" mt="xs">
        {items.map((item) => (
          <Checkbox
            key={item.id}
            value={item.id}
            label={`${item.id}: ${item.action} ${serviceOf(item).name ?? serviceOf(item).serviceSpecification?.id ?? ''} (${orderStateWords[item.state].word})`}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
