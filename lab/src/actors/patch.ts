import type { LegSubject, Outcome, Role, SiteSubject, Stage, Work } from './types.ts';

/** The field engineer moves the plugs of a site's legs from the ports that they leave to the others. */
export async function patch(stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  return moved(stage, work, (leg) => [leg.was, leg]);
}

/** The same in the other direction, where the order that asked for it is taken back. */
export async function patchBack(stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  return moved(stage, work, (leg) => [leg, leg.was]);
}

type Socket = { readonly node: string; readonly port: string };

async function moved(
  { fleet }: Stage,
  work: Work,
  ends: (leg: LegSubject) => readonly [Socket | undefined, Socket | undefined],
): Promise<Outcome> {
  if (fleet === undefined) throw new Error(`${work.number}: there is no fleet to patch in`);
  const sites = (work.subject['sites'] ?? []) as readonly SiteSubject[];
  for (const leg of sites.flatMap(({ legs }) => legs)) {
    const [from, to] = ends(leg);
    const { serial, wanPort, latencyUs, capacityKbps, mtu } = leg;
    if (from === undefined || to === undefined || serial === undefined || wanPort === undefined) continue;
    await fleet.call('DELETE', '/cable', { a: { node: from.node, port: from.port } });
    const a = { node: to.node, port: to.port };
    await fleet.call('POST', '/cable', {
      a,
      b: { node: serial, port: wanPort },
      latencyUs,
      capacityKbps,
      mtu,
    });
  }
  return {
    evidence: Object.fromEntries(work.requiredEvidence.map((name) => [name, `${name}/${work.number}`])),
  };
}
