import {
  ConfigurationLabelCreate,
  ConfigurationRollback,
  DeviceReconcile,
  ServiceRedeploy,
} from '@turnup/contract';
import {
  type ConfigurationLabel,
  deleteLabel,
  labelConfiguration,
  listDevices,
  planRollback,
  readLabels,
} from '../../activation/index.ts';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import { servicesById } from '../../inventory/index.ts';
import { beginWrite, compareWithIntent, intendedOf, type NetworkWrite } from '../../ordering/index.ts';
import type { Context } from '../../platform/context.ts';
import { notFound, type Reply, type Route, route } from '../../platform/http/index.ts';
import { isId } from '../../platform/ids.ts';
import { type Application, may } from '../application.ts';
import { monitorReply } from './monitors.ts';

const labels = '/turnup/v1/configurationLabel';

/** Configuration held against intent, written again, reconciled, labelled and rolled back. */
export function configurationRoutes(application: Application): Route[] {
  return [...intentRoutes(application), ...labelRoutes(application), ...rollbackRoutes(application)];
}

function intentRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  const isDevice = async (tenant: string, name: string): Promise<boolean> =>
    (await listDevices(database.sql, tenant)).includes(name);
  return [
    route({
      method: 'GET',
      path: '/turnup/v1/device/:name/comparison',
      access: may('network.read'),
      summary:
        'A device held against what is intended for it, place by place and in its own words, with the services',
      async handle({ params, context }) {
        const name = params['name'] ?? '';
        if (!(await isDevice(context.tenant, name))) return notFound('device', name);
        const compared = await compareWithIntent(delivery, context.tenant, name);
        return compared.ok ? ok({ status: 200, body: compared.value }) : compared;
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/device/:name/reconcile',
      access: may('network.configure'),
      summary:
        'Let drift of a device stand, enter the records, or be overwritten; by the policy where nothing is said',
      body: DeviceReconcile,
      async handle({ params, body, context }) {
        const device = params['name'] ?? '';
        if (!(await isDevice(context.tenant, device))) return notFound('device', device);
        const { action = 'byPolicy', reason, urgent } = body;
        const write = {
          kind: 'reconcile',
          device,
          action,
          reason,
          by: context.account,
          ...(urgent === undefined ? {} : { urgent }),
        } as const;
        return await begun(application, context, write, `/turnup/v1/device/${device}/reconcile`, body);
      },
    }),
    route({
      method: 'POST',
      path: '/turnup/v1/service/:id/redeploy',
      access: may('network.configure'),
      summary: 'Write again what is intended for a service, over whatever stands in its places',
      body: ServiceRedeploy,
      bodyOptional: true,
      async handle({ params, body, context }) {
        const service = params['id'] ?? '';
        const intended = await intendedOf(delivery, database.sql, context.tenant, service);
        if (!intended.ok) return intended;
        const to = `/turnup/v1/service/${service}/redeploy`;
        const urgent = body?.urgent;
        const write = { kind: 'redeploy', service, ...(urgent === undefined ? {} : { urgent }) } as const;
        return await begun(application, context, write, to, body ?? null);
      },
    }),
  ];
}

function labelRoutes({ database }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path: labels,
      access: may('network.read'),
      summary: 'Labels on states of the configuration, the newest first',
      handle: async ({ context }) =>
        ok({ status: 200, body: await readLabels(database.sql, context.tenant) }),
    }),
    route({
      method: 'POST',
      path: labels,
      access: may('network.configure'),
      summary: 'Give the present state of devices a name, to which they can be rolled back',
      body: ConfigurationLabelCreate,
      async handle({ body, context }) {
        const { tenant, account } = context;
        const known = await listDevices(database.sql, tenant);
        const unknown = (body.devices ?? []).filter((device) => !known.includes(device));
        if (unknown.length > 0) return unknownDevices(unknown);
        const devices = [...(body.devices ?? known)].sort();
        await database.transaction(async (tx) =>
          unwrap(
            await labelConfiguration(tx, tenant, {
              name: body.name,
              text: body.text ?? null,
              devices,
              madeBy: account,
            }),
          ),
        );
        const made = (await readLabels(database.sql, tenant)).find(({ name }) => name === body.name);
        return ok({ status: 201, body: made, location: `${labels}/${body.name}` });
      },
    }),
    route({
      method: 'DELETE',
      path: `${labels}/:name`,
      access: may('network.configure'),
      summary: 'Forget a label; no device is touched',
      async handle({ params, context }) {
        const name = params['name'] ?? '';
        const gone = await database.transaction((tx) => deleteLabel(tx, context.tenant, name));
        return gone ? ok({ status: 204, body: null }) : notFound('configuration label', name);
      },
    }),
  ];
}

function rollbackRoutes(application: Application): Route[] {
  const { database, activation } = application;
  return [
    route({
      method: 'POST',
      path: `${labels}/:name/preview`,
      access: may('network.read'),
      summary:
        'What going back to a label would send to each device, what it means for each service, and the way forth',
      body: ConfigurationRollback,
      async handle({ params, body, context }) {
        const found = await labelled(context, params['name'] ?? '', body.devices);
        if (!found.ok) return found;
        const { label, devices } = found.value;
        const planned = await planRollback(activation, context.tenant, label.name, devices);
        const numbers = await numbersOf(
          context,
          planned.services.map(({ serviceId }) => serviceId),
        );
        const services = planned.services.map((one) => ({
          ...one,
          name: numbers.get(one.serviceId) ?? one.serviceId,
        }));
        const { devices: changes, conflicts, unread } = planned.plan;
        return ok({ status: 200, body: { label, services, devices: changes, conflicts, unread } });
      },
    }),
    route({
      method: 'POST',
      path: `${labels}/:name/rollback`,
      access: may('network.configure'),
      summary: 'Bring devices back to a label in one network-wide transaction',
      body: ConfigurationRollback,
      async handle({ params, body, context }) {
        const found = await labelled(context, params['name'] ?? '', body.devices);
        if (!found.ok) return found;
        const { label, devices } = found.value;
        const others = body.others ?? 'refuse';
        const { broken, plan } = await planRollback(activation, context.tenant, label.name, devices);
        if (broken.length > 0 && others === 'refuse') {
          const numbers = await numbersOf(
            context,
            broken.map(({ serviceId }) => serviceId),
          );
          const told = broken.map(
            ({ serviceId, verdict }) => `${numbers.get(serviceId) ?? serviceId} (${words[verdict]})`,
          );
          return refuse(
            409,
            'ROLLBACK_BREAKS_SERVICES',
            `going back to ${label.name} would break ${told.join(', ')}; with others "keep" they keep what they have`,
          );
        }
        const owners = [...new Set(plan.conflicts.flatMap((conflict) => conflict.owners))];
        if (plan.conflicts.length > 0) {
          const numbers = await numbersOf(context, owners);
          const told = plan.conflicts.map(
            ({ device, path, owners: held }) =>
              `${device} ${path} belongs to ${held.map((one) => numbers.get(one) ?? one).join(', ') || 'configuration outside the records'}`,
          );
          return refuse(409, 'CONFIGURATION_CONFLICT', told.join('; '));
        }
        const { urgent } = body;
        const write = {
          kind: 'rollback',
          label: label.name,
          devices,
          others,
          ...(urgent === undefined ? {} : { urgent }),
        } as const;
        return await begun(application, context, write, `${labels}/${label.name}/rollback`, body);
      },
    }),
  ];

  async function labelled(
    { tenant }: Context,
    name: string,
    devices: readonly string[] | undefined,
  ): Promise<Result<{ readonly label: ConfigurationLabel; readonly devices: readonly string[] }>> {
    const label = (await readLabels(database.sql, tenant)).find((one) => one.name === name);
    if (label === undefined) return notFound('configuration label', name);
    const unknown = (devices ?? []).filter((device) => !label.devices.includes(device));
    return unknown.length > 0 ? unknownDevices(unknown) : ok({ label, devices: devices ?? label.devices });
  }

  async function numbersOf(
    { tenant }: Context,
    services: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const found = await servicesById(database.sql, tenant, services.filter(isId));
    return new Map(found.map(({ id, number }) => [id, number]));
  }
}

const words = {
  rolledBack: 'goes back',
  later: 'came later',
  ended: 'has ended since',
  elsewhere: 'was changed since on other devices',
} as const;

function unknownDevices(devices: readonly string[]): Result<never> {
  return refuse(422, 'UNKNOWN_DEVICE', `${devices.join(', ')} cannot be meant here`, [
    { path: '/devices', message: 'names a device that is not known, or not of the label' },
  ]);
}

/** Begins something on the network and answers its monitor. */
async function begun(
  { database, delivery, wake }: Application,
  context: Context,
  write: NetworkWrite,
  to: string,
  body: unknown,
): Promise<Result<Reply>> {
  const id = await database.transaction((tx) =>
    beginWrite(delivery, tx, context, write, { sourceHref: to, request: { method: 'POST', to, body } }),
  );
  wake();
  return await monitorReply(database.sql, context.tenant, id);
}
