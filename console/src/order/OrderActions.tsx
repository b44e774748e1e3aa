import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ServiceOrder } from '@turnup/contract';
import { orderPath } from '../api/orders.ts';
import { CopyMenu } from '../shared/CopyMenu.tsx';
import { Icon } from '../shared/Icon.tsx';

/** What leads away from an order. */
export function OrderActions({ order }: { readonly order: ServiceOrder }) {
  return (
    <>
      {order.designId !== undefined && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="design" />}
          renderRoot={(props) => <Link to="/designs/$id" params={{ id: order.designId ?? '' }} {...props} />}
        >
          Design
        </Button>
      )}
      <CopyMenu path={`${orderPath}/${order.id}`} id={order.id} />
    </>
  );
}
