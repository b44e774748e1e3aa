import type { ServiceOrderCreate, ServiceOrderItemCreate } from '@turnup/contract';

/** An item of a request with where it stands: its JSON pointer and the item that it is embedded in. */
export type NestedItem = {
  readonly item: ServiceOrderItemCreate;
  readonly path: string;
  readonly parent: string | null;
};

/** All items of a request, embedded ones after the one that holds them. Pure. */
export function allItems(body: Pick<ServiceOrderCreate, 'serviceOrderItem'>): NestedItem[] {
  return below(body.serviceOrderItem, '/serviceOrderItem', null);
}

/** The JSON pointer of an item in its request. */
export function pathOf(
  body: Pick<ServiceOrderCreate, 'serviceOrderItem'>,
  item: ServiceOrderItemCreate,
): string {
  return allItems(body).find((each) => each.item === item)?.path ?? '/serviceOrderItem';
}

/** An item and everything embedded in it, by id. Pure. */
export function familyOf(
  items: readonly { readonly itemId: string; readonly parentItemId: string | null }[],
  itemId: string,
): readonly string[] {
  const children = items.filter((item) => item.parentItemId === itemId);
  return [itemId, ...children.flatMap((child) => familyOf(items, child.itemId))];
}

function below(items: readonly ServiceOrderItemCreate[], path: string, parent: string | null): NestedItem[] {
  return items.flatMap((item, index) => {
    const own = `${path}/${index}`;
    return [
      { item, path: own, parent },
      ...below(item.serviceOrderItem ?? [], `${own}/serviceOrderItem`, item.id),
    ];
  });
}
