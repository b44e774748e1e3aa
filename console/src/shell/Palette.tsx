import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { designsQuery } from '../api/designs.ts';
import { ordersQuery } from '../api/orders.ts';
import { customerOf } from '../orders/orderFacts.ts';
import { useMay } from '../session/useSession.ts';
import { Icon } from '../shared/Icon.tsx';
import { wordsOf } from '../shared/units.ts';
import type { Destination } from './navigation.ts';

const newest = { limit: 100 };

/** `Ctrl K`: to a page, to one of the newest orders or designs, by number, external id or customer. */
export function Palette({ pages }: { readonly pages: readonly Destination[] }) {
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const orders = useQuery({ ...ordersQuery(newest), enabled: useMay('order.read') && opened });
  const designs = useQuery({ ...designsQuery(newest), enabled: useMay('design.read') && opened });

  const actions: SpotlightActionData[] = [
    ...pages.map(({ to, name, icon }) => ({
      id: to,
      label: name,
      description: 'Page',
      leftSection: <Icon name={icon} />,
      onClick: () => void navigate({ to }),
    })),
    ...(orders.data?.rows ?? []).map((order) => ({
      id: order.id,
      label: order.number,
      description: `${wordsOf(order.kind)} · ${customerOf(order) ?? ''} · ${wordsOf(order.state)}`,
      keywords: [order.externalId ?? '', order.id],
      leftSection: <Icon name="orders" />,
      onClick: () => void navigate({ to: '/orders/$id', params: { id: order.id } }),
    })),
    ...(designs.data?.rows ?? []).map((design) => ({
      id: design.id,
      label: design.number,
      description: `design · ${design.requirement.customer} · ${wordsOf(design.state)}`,
      keywords: [design.id],
      leftSection: <Icon name="design" />,
      onClick: () => void navigate({ to: '/designs/$id', params: { id: design.id } }),
    })),
  ];
  return (
    <Spotlight
      actions={actions}
      shortcut="mod + K"
      limit={12}
      scrollable
      maxHeight={420}
      nothingFound="Nothing of that name among the pages and the newest orders and designs."
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      searchProps={{
        leftSection: <Icon name="search" />,
        placeholder: 'Order, design or page…',
        'aria-label': 'Go to an order, a design or a page',
      }}
    />
  );
}
