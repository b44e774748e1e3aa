import type { CancellationAssessment, CancelServiceOrder } from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf, idOf } from '../context.ts';
import { assessmentText, cancellationText } from '../render/cancellation.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';

type Options = {
  readonly item?: readonly string[];
  readonly reason?: string;
  readonly assess?: boolean;
  readonly acceptCharges?: boolean;
};

/** Cancellation of orders or of some of their items, assessed and priced first. */
export function addCancellationCommands(order: Command): void {
  order
    .command('cancel <order>')
    .description('take an order back, or some of its items')
    .option('--item <items...>', 'only these items')
    .option('--reason <text>')
    .option('--assess', 'only say what it would come to')
    .option('--accept-charges', 'pay what points of no return cost')
    .action(cancel);
}

/** The status is 1 when it was denied. */
async function cancel(which: string, options: Options, command: Command): Promise<void> {
  const { call, print } = await contextOf(command);
  const id = await idOf(call, orders, which, 'order');
  const items = options.item === undefined ? {} : { serviceOrderItem: [...options.item] };
  if (options.assess === true) {
    const path = `/turnup/v1/serviceOrder/${id}/simulateCancellation`;
    print(await call('POST', path, items), (found: CancellationAssessment) => assessmentText(found));
    return;
  }
  const cancelled = (await call('POST', '/tmf-api/serviceOrdering/v4/cancelServiceOrder', {
    serviceOrder: { id },
    ...items,
    ...(options.reason === undefined ? {} : { cancellationReason: options.reason }),
    ...(options.acceptCharges === true ? { acceptCharges: true } : {}),
  })) as CancelServiceOrder;
  print(cancelled, () => cancellationText(cancelled));
  if (cancelled.state === 'terminatedWithError') process.exitCode = 1;
}
