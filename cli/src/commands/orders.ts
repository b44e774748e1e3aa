import type { OrderPlan, ServiceOrder, ServiceOrderSimulation } from '@turnup/contract';
import type { Command } from 'commander';
import { contextOf, idOf, readJson } from '../context.ts';
import { questionText } from '../render/feasibility.ts';
import { gantt } from '../render/gantt.ts';
import { orderTable, orderText } from '../render/order.ts';
import { simulationText } from '../render/simulation.ts';
import { addAmendmentCommands } from './amendments.ts';
import { addCancellationCommands } from './cancellations.ts';

const orders = '/tmf-api/serviceOrdering/v4/serviceOrder';
const questions = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';

/** Orders, their plans, and questions of feasibility. */
export function addOrderCommands(program: Command): void {
  const order = program.command('order').description('service orders');
  order
    .command('list')
    .description('orders, newest first')
    .option('--state <states>', 'only these states, by commas')
    .option('--kind <kind>', 'request, allocate or implement', 'request')
    .option('--limit <count>', 'at most so many', '50')
    .action(async (options: { state?: string; kind: string; limit: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const query = new URLSearchParams({ kind: options.kind, limit: options.limit });
      if (options.state !== undefined) query.set('state', options.state);
      print(await call('GET', `${orders}?${query}`), (rows: ServiceOrder[]) => orderTable(rows));
    });
  order
    .command('show <order>')
    .description('one order, by its number or id')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', `${orders}/${await idOf(call, orders, which, 'order')}`), orderText);
    });
  order
    .command('submit <file>')
    .description('issue a service order (TMF641 JSON; - reads standard input)')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', orders, await readJson(file)), orderText);
    });
  order
    .command('simulate <file>')
    .description('what an order would come to: tasks, dates, values, device lines, cost; nothing is kept')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(
        await call('POST', '/turnup/v1/serviceOrder/simulate', await readJson(file)),
        (found: ServiceOrderSimulation) => simulationText(found),
      );
    });
  addAmendmentCommands(order);
  addCancellationCommands(order);
  for (const verb of ['pause', 'resume'] as const) {
    order
      .command(`${verb} <order>`)
      .description(verb === 'pause' ? 'keep an order from going on' : 'let a paused order go on')
      .requiredOption('--reason <text>')
      .action(async (which: string, body: { reason: string }, command: Command) => {
        const { call, print } = await contextOf(command);
        const id = await idOf(call, orders, which, 'order');
        print(await call('POST', `/turnup/v1/serviceOrder/${id}/${verb}`, body), orderText);
      });
  }
  program
    .command('qualify <file>')
    .description('ask whether a service is feasible (TMF645 JSON)')
    .action(async (file: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', questions, await readJson(file)), questionText);
    });
  const plan = program.command('plan').description('plans of orders');
  plan
    .command('show <order>')
    .description('the plan of an order as bars, with its critical path and the slack of each activity')
    .action(async (which: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, orders, which, 'order');
      print(await call('GET', `/turnup/v1/serviceOrder/${id}/plan`), (found: OrderPlan) => gantt(found));
    });
}
