import type { DeviceAddress } from '../client/fleet.ts';
import type { Bootstrap, Outcome, Role, SiteSubject, Stage, Work } from './types.ts';

/**
 * The depot gives each unit its one-time secret, with the address at which it asks who it is, and sends it. Doing it again
 * gives it another one.
 */
export async function ship(stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  for (const serial of unitsOf(work).map((unit) => unit.serial)) await stageUnit(stage, serial);
  const evidence = work.requiredEvidence.map((name) => [name, `${name}/${work.number}`]);
  return { evidence: Object.fromEntries(evidence) };
}

/**
 * The field engineer unpacks each unit, plugs it into the port of its leg and switches it on: it asks who it is, and is
 * told. Then the serial numbers on the labels are reported. Doing it again finds everything in place.
 */
export async function install(stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  const { fleet } = stage;
  if (fleet === undefined) throw new Error(`${work.number}: there is no fleet to install equipment in`);
  const units = unitsOf(work);
  for (const { model, serial, leg } of units) {
    const { wanPort, node, port, latencyUs, capacityKbps, mtu } = leg;
    const bootstrap = stage.staged.get(serial) ?? (await stageUnit(stage, serial));
    const device = await fleet.call<{ boot?: string; body?: unknown }>('POST', '/unpack', {
      model,
      serial,
      name: serial,
      bootstrap,
    });
    if (device.boot !== 'enrolled' && device.boot !== 'configured')
      throw new Error(`${serial} was not told who it is: ${JSON.stringify(device)}`);
    const cable = { a: { node, port }, b: { node: serial, port: wanPort }, latencyUs, capacityKbps, mtu };
    await fleet.call('POST', '/cable', cable);
  }
  if (units.length === 0) throw new Error(`${work.number} names no unit to install`);
  return { evidence: { serialNumbers: units.map(({ serial }) => serial) } };
}

/** The field engineer takes a broken unit off its leg, and puts the other in its place as at an installation. */
export async function swap(stage: Stage, role: Role, work: Work): Promise<Outcome> {
  for (const { leg } of unitsOf(work))
    await stage.fleet?.call('DELETE', '/cable', { a: { node: leg.node, port: leg.port } });
  const done = await install(stage, role, work);
  if (done === 'finished') return done;
  return { evidence: { ...done.evidence, returnNote: `returnNote/${work.number}` } };
}

/**
 * The field engineer plugs each leg into the unit that stands there, or into the network termination at which the
 * customer's own equipment begins.
 */
export async function connect(stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  const sites = (work.subject['sites'] ?? []) as readonly SiteSubject[];
  for (const { site, legs } of sites)
    for (const { index, node, port, serial, wanPort, latencyUs, capacityKbps, mtu } of legs) {
      const a = { node, port };
      if (serial !== undefined && wanPort !== undefined) {
        const b = { node: serial, port: wanPort };
        for (const end of [a, b]) await stage.fleet?.call('DELETE', '/cable', { a: end });
        await stage.fleet?.call('POST', '/cable', { a, b, latencyUs, capacityKbps, mtu });
        continue;
      }
      const name = `NTE-${site}-${index}`;
      const ports = [{ name: 'uni', rateKbps: capacityKbps }];
      await stage.fleet?.call('PUT', '/world', {
        nodes: [{ name, role: 'customer-premises', managed: false, ports }],
      });
      const cable = { a, b: { node: name, port: 'uni' }, latencyUs, capacityKbps, mtu };
      await stage.fleet?.call('POST', '/cable', cable);
    }
  const evidence = work.requiredEvidence.map((name) => [name, `${name}/${work.number}`]);
  return { evidence: Object.fromEntries(evidence) };
}

type Leg = SiteSubject['legs'][number];

/** The units of a piece of work, each with the leg that it serves. */
function unitsOf(work: Work): readonly { model: string | undefined; serial: string; leg: Leg }[] {
  const sites = (work.subject['sites'] ?? []) as readonly SiteSubject[];
  return sites.flatMap(({ model, legs }) =>
    legs.flatMap((leg) =>
      leg.serial === undefined || leg.wanPort === undefined ? [] : [{ model, serial: leg.serial, leg }],
    ),
  );
}

/** Gets a unit its one-time secret and remembers what was put into it. */
async function stageUnit(stage: Stage, serial: string): Promise<Bootstrap> {
  const path = `/turnup/v1/cpe/${serial}/voucher`;
  const { voucher } = await stage.staging.call<{ voucher: string }>('POST', path);
  const bootstrap = { url: stage.bootstrapUrl(), voucher };
  stage.staged.set(serial, bootstrap);
  return bootstrap;
}

/** How a device of the fleet is reached, as reference data. */
export function accessRecord(device: DeviceAddress): Record<string, unknown> {
  const { name, host, port, user, password, hostKeySha256 } = device;
  return {
    device: name,
    driver: 'netconf',
    host,
    port,
    user,
    secret: password,
    hostKeySha256: hostKeySha256.replace(/^SHA256:/, ''),
  };
}
