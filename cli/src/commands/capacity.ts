import type { CapacityAugmentation } from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf, idOf } from '../context.ts';
import { capacityTable, capacityText } from '../render/capacity.ts';

const designs = '/turnup/v1/serviceDesign';
const augmentations = '/turnup/v1/capacityAugmentation';
const resourceOrders = '/tmf-api/resourceOrdering/v4/resourceOrder';

/** More capacity for core links: what is proposed, ordered, and who shares it. */
export function addCapacityCommands(program: Command): void {
  const capacity = program
    .command('capacity')
    .description('capacity augmentations and their resource orders');
  capacity
    .command('list')
    .description('augmentations')
    .option('--state <state>', 'proposed, ordered, completed or cancelled')
    .action(async (options: { state?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const query = options.state === undefined ? '' : `?state=${options.state}`;
      print(await call('GET', `${augmentations}${query}`), (rows: CapacityAugmentation[]) =>
        capacityTable(rows),
      );
    });
  capacity
    .command('show <augmentation>')
    .description('one augmentation with who shares it, by its number or id')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, augmentations, which, 'augmentation');
      print(await call('GET', `${augmentations}/${id}`), capacityText);
    });
  capacity
    .command('propose <design>')
    .description('find which modules on which links carry a design at least cost')
    .option('--protection', 'carry every pair of sites on two ways that share no link')
    .action(async (which: string, options: { protection?: boolean }, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, designs, which, 'design');
      const body = options.protection === undefined ? {} : { protection: true };
      print(
        await call('POST', `${designs}/${id}/capacityAugmentation`, body),
        (rows: CapacityAugmentation[]) => capacityTable(rows),
      );
    });
  capacity
    .command('order <augmentation>')
    .description('order an augmentation, once for all who share it')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, augmentations, which, 'augmentation');
      print(await call('POST', `${augmentations}/${id}/order`), capacityText);
    });
  capacity
    .command('expect <augmentation> <date>')
    .description('tell another date of an augmentation that is ordered')
    .option('--note <text>', 'why')
    .action(async (which: string, date: string, options: { note?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const order = await orderOf(call, which);
      const body = {
        expectedCompletionDate: date,
        ...(options.note === undefined ? {} : { note: options.note }),
      };
      print(await call('PATCH', `${resourceOrders}/${order}`, body), () => `${which} is expected on ${date}`);
    });
  capacity
    .command('complete <augmentation>')
    .description('tell that the modules are in service')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const order = await orderOf(call, which);
      print(
        await call('PATCH', `${resourceOrders}/${order}`, { state: 'completed' }),
        () => `${which} is in service`,
      );
    });
  capacity
    .command('cancel <augmentation>')
    .description('cancel an augmentation that nobody needs any more')
    .requiredOption('--reason <text>', 'why')
    .action(async (which: string, options: { reason: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const order = await orderOf(call, which);
      const body = { resourceOrder: { id: order }, cancellationReason: options.reason };
      print(
        await call('POST', '/tmf-api/resourceOrdering/v4/cancelResourceOrder', body),
        () => `${which} is cancelled`,
      );
    });
}

type Call = Awaited<ReturnType<typeof contextOf>>['call'];

async function orderOf(call: Call, which: string): Promise<string> {
  const id = await idOf(call, augmentations, which, 'augmentation');
  const one = (await call('GET', `${augmentations}/${id}`)) as CapacityAugmentation;
  if (one.resourceOrder === undefined)
    throw new Error(`${one.number} is ${one.state}: it has no resource order`);
  return one.resourceOrder.id;
}
