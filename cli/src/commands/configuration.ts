import type { Command } from 'commander';
import { contextOf, idOf } from '../context.ts';
import {
  type ComparisonBody,
  comparisonText,
  type Label,
  labelTable,
  type MonitorBody,
  monitorTable,
  type RollbackPreview,
  rollbackText,
} from '../render/configuration.ts';

const labels = '/turnup/v1/configurationLabel';
const monitors = '/tmf-api/ServiceActivationAndConfiguration/v4/monitor';
const services = '/tmf-api/serviceInventory/v4/service';
const at = encodeURIComponent;

type UrgentOptions = { readonly urgent?: string };
type ReconcileOptions = UrgentOptions & { readonly action?: string; readonly reason: string };
type RollbackOptions = { readonly devices?: readonly string[]; readonly keep?: true };

const urgentText = 'why it waits for no notice and no maintenance window; whom it interrupts is told at once';

/** Configuration held against intent, written again, reconciled, labelled and rolled back (TMF640 monitors). */
export function addConfigurationCommands(program: Command): void {
  const configuration = program
    .command('configuration')
    .description('compare, write again, reconcile, label and roll back what devices have');
  addIntentCommands(configuration);
  addLabelCommands(configuration);
}

function addIntentCommands(configuration: Command): void {
  configuration
    .command('compare <device>')
    .description('a device held against what is intended for it; status 1 when it differs')
    .action(async (device: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      const found = (await call('GET', `/turnup/v1/device/${at(device)}/comparison`)) as ComparisonBody;
      print(found, comparisonText);
      if (!found.inStep) process.exitCode = 1;
    });
  configuration
    .command('redeploy <service>')
    .description('write again what is intended for a service')
    .option('--urgent <reason>', urgentText)
    .action(async (which: string, options: UrgentOptions, command: Command) => {
      const { call, print } = await contextOf(command);
      const id = await idOf(call, services, which, 'service');
      print(await call('POST', `/turnup/v1/service/${id}/redeploy`, urgentOf(options)), (made: MonitorBody) =>
        monitorTable([made]),
      );
    });
  configuration
    .command('reconcile <device>')
    .description('what becomes of its drift: by the policy unless told')
    .option('--action <action>', 'keep, adopt or putBack')
    .requiredOption('--reason <text>')
    .option('--urgent <reason>', urgentText)
    .action(async (device: string, options: ReconcileOptions, command: Command) => {
      const { call, print } = await contextOf(command);
      const { action, reason } = options;
      const body = { reason, ...urgentOf(options), ...(action === undefined ? {} : { action }) };
      print(await call('POST', `/turnup/v1/device/${at(device)}/reconcile`, body), (made: MonitorBody) =>
        monitorTable([made]),
      );
    });
  configuration
    .command('monitors')
    .description('what was asked of the network, and what came of it')
    .option('--state <state>', 'InProgress, InError or Completed')
    .action(async (options: { state?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const query = options.state === undefined ? '' : `?state=${at(options.state)}`;
      print(await call('GET', `${monitors}${query}`), (rows: MonitorBody[]) => monitorTable(rows));
    });
}

function addLabelCommands(configuration: Command): void {
  configuration
    .command('labels')
    .description('states that devices can be brought back to')
    .action(async (_options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('GET', labels), (rows: Label[]) => labelTable(rows));
    });
  configuration
    .command('label <name> [devices...]')
    .description('give the present state of devices a name; of all of them when none is named')
    .option('--text <text>')
    .action(async (name: string, devices: string[], options: { text?: string }, command: Command) => {
      const { call, print } = await contextOf(command);
      const body = {
        name,
        ...(options.text === undefined ? {} : { text: options.text }),
        ...(devices.length === 0 ? {} : { devices }),
      };
      print(await call('POST', labels, body), (made: Label) => labelTable([made]));
    });
  configuration
    .command('forget-label <name>')
    .description('forget a label; no device is touched')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('DELETE', `${labels}/${at(name)}`), () => `${name} is forgotten`);
    });
  const rolling = (verb: 'preview' | 'rollback', description: string): Command =>
    configuration
      .command(verb === 'preview' ? 'preview-rollback <label>' : 'rollback <label>')
      .description(description)
      .option('--devices <names...>', 'of these of its devices')
      .option('--keep', 'services that would break by it keep what they have');
  rolling('preview', 'what going back to a label would send, and what it means for each service').action(
    async (label: string, options: RollbackOptions, command: Command) => {
      const { call, print } = await contextOf(command);
      print(await call('POST', `${labels}/${at(label)}/preview`, bodyOf(options)), (found: RollbackPreview) =>
        rollbackText(found),
      );
    },
  );
  rolling('rollback', 'bring devices back to a label in one transaction')
    .option('--urgent <reason>', urgentText)
    .action(async (label: string, options: RollbackOptions & UrgentOptions, command: Command) => {
      const { call, print } = await contextOf(command);
      const body = { ...bodyOf(options), ...urgentOf(options) };
      print(await call('POST', `${labels}/${at(label)}/rollback`, body), (made: MonitorBody) =>
        monitorTable([made]),
      );
    });
}

function urgentOf({ urgent }: UrgentOptions): object {
  return urgent === undefined ? {} : { urgent: { reason: urgent } };
}

function bodyOf({ devices, keep }: RollbackOptions): object {
  return { ...(devices === undefined ? {} : { devices }), ...(keep === true ? { others: 'keep' } : {}) };
}
