import type {
  AmendmentPreview,
  ServiceOrder,
  ServiceOrderAmendment,
  ServiceOrderVersion,
} from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf, idOf, readJson } from '../context.ts';
import { amendmentTable, amendmentText, previewText, versionsText } from '../render/amendment.ts';
import { orderText } from '../render/order.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const amendments = '/turnup/v1/serviceOrderAmendment';

type Amended = ServiceOrder & { readonly amendment?: ServiceOrderAmendment };

/** Amendments of orders under way, and the versions that they made. */
export function addAmendmentCommands(order: Command): void {
  order
    .command('amend <order> <file>')
    .description('change an order under way (TMF641 PATCH JSON; - reads standard input)')
    .option('--preview', 'only say what it would come to')
    .action(async (which: string, file: string, options: { preview?: boolean }, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, orders, which, 'order');
      const body = await readJson(file);
      if (options.preview === true)
        print(
          await call('POST', `/turnup/v1/serviceOrder/${id}/simulateAmendment`, body),
          (found: AmendmentPreview) => previewText(found),
        );
      else
        print(await call('PATCH', `${orders}/${id}`, body), (changed: Amended) =>
          changed.amendment === undefined ? orderText(changed) : amendmentText(changed.amendment),
        );
    });
  order
    .command('amendments <order>')
    .description('the amendments of an order, newest first')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, orders, which, 'order');
      print(await call('GET', `${amendments}?serviceOrder=${id}`), (rows: ServiceOrderAmendment[]) =>
        amendmentTable(rows),
      );
    });
  order
    .command('versions <order>')
    .description('who changed what of an order, and when')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, orders, which, 'order');
      print(await call('GET', `/turnup/v1/serviceOrder/${id}/version`), (rows: ServiceOrderVersion[]) =>
        versionsText(rows),
      );
    });
  for (const verb of ['accept', 'withdraw'] as const) {
    order
      .command(`${verb}-amendment <amendment>`)
      .description(verb === 'accept' ? 'accept what a held amendment costs' : 'withdraw an open amendment')
      .action(async (id: string, _options: unknown, command: Command) => {
        const { call, print } = await contextOf(command);
        print(await call('POST', `${amendments}/${id}/${verb}`), (found: ServiceOrderAmendment) =>
          amendmentText(found),
        );
      });
  }
}
