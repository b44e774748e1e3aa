import type { ServiceOrderCreate } from '@turnup/contract';
import { type Catalog, objectPolicy } from '../catalog/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';

/** What kind of request an order carries (policy `orderCategories`), by its code. */
export type OrderCategory = {
  /** The process that asks, for people: order handling, problem management, performance management. */
  readonly source: string;
  /** The type of external reference that such a request must carry, so that its asker can be answered. */
  readonly reference?: string;
  /** The priority of such requests where they say none; 0 is the highest. */
  readonly priority?: number;
  /** Its modify items bring services back that something failed takes down (eTOM 1.4.6). */
  readonly restores?: boolean;
};

/**
 * The category of a request (eTOM 1.4.5.6: customer orders are one source of four). Where the policy is loaded, an unknown
 * one is refused (422) `UNKNOWN_CATEGORY`, and one without the reference that it needs `REFERENCE_REQUIRED`. Pure.
 */
export function categoryOf(
  catalog: Catalog,
  body: Pick<ServiceOrderCreate, 'category' | 'externalReference'>,
): Result<OrderCategory | undefined> {
  const known = objectPolicy<Readonly<Record<string, OrderCategory>>>(catalog, 'orderCategories', {});
  if (body.category === undefined || Object.keys(known).length === 0) return ok(undefined);
  const category = known[body.category];
  if (category === undefined)
    return refuse(
      422,
      'UNKNOWN_CATEGORY',
      `there is no category ${body.category}: there are ${Object.keys(known).join(', ')}`,
      [{ path: '/category', message: 'is not known' }],
    );
  const { reference } = category;
  if (
    reference !== undefined &&
    !body.externalReference?.some((one) => one.externalReferenceType === reference)
  )
    return refuse(
      422,
      'REFERENCE_REQUIRED',
      `a request of category ${body.category} names what it is for: an externalReference of type ${reference}`,
      [{ path: '/externalReference', message: `needs one of type ${reference}` }],
    );
  return ok(category);
}
