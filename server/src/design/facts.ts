import type { ServiceDesign } from '@turnup/contract';
import type { Transaction } from '../platform/database.ts';
import type { DesignPorts } from './types.ts';

/** What happened to a design, as subscribers hear it. */
export type DesignEvent =
  | 'ServiceDesignCreateEvent'
  | 'ServiceDesignAttributeValueChangeEvent'
  | 'ServiceDesignStateChangeEvent';

/** Records what happened to a design. The alternatives are not told: they are fetched by its href. */
export async function tell(
  tx: Transaction,
  tenant: string,
  ports: Pick<DesignPorts, 'record'>,
  type: DesignEvent,
  { alternatives, rejected, ...told }: ServiceDesign,
): Promise<void> {
  const { title } = alternatives.find(({ id }) => id === told.chosenAlternative) ?? {};
  await ports.record(tx, tenant, [
    {
      type,
      domain: 'serviceDesign',
      aggregate: { kind: 'serviceDesign', id: told.id },
      resource: 'serviceDesign',
      body: {
        ...told,
        ...(title !== undefined && { title }),
        alternativeCount: alternatives.length,
        rejectedCount: rejected.length,
      },
      ...(told.openedFor.kind !== 'person' && { correlationId: told.openedFor.id }),
    },
  ]);
}
