import { NetworkPathQuestion } from '@turnup/contract';
import { objectPolicy } from '../../catalog/index.ts';
import { localDate } from '../../foundation/calendar.ts';
import { ok, refuse } from '../../foundation/result.ts';
import { networkVersion } from '../../network/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

const defaultFill = { maximumFillPercent: 100 };

/** Ways through the core, as feasibility and design search them. */
export function networkPathRoutes({ database, delivery }: Application): Route[] {
  const { sql } = database;
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/networkPath',
      access: may('network.read'),
      summary: 'The best way between two nodes, or the best pair that shares nothing',
      body: NetworkPathQuestion,
      async handle({ body, context: { tenant } }) {
        const [network, catalog, today] = await Promise.all([
          delivery.network(sql, tenant),
          delivery.catalog(sql, tenant),
          body.date ?? dayOf(tenant),
        ]);
        const faults = (['from', 'to'] as const).flatMap((end) =>
          network.nodes.has(body[end]) ? [] : [{ path: `/${end}`, message: `there is no node ${body[end]}` }],
        );
        if (body.disjointness !== undefined && body.from === body.to)
          faults.push({ path: '/to', message: `a pair of ways needs two nodes, both are ${body.from}` });
        if (faults.length > 0) {
          const message = faults.map((fault) => `${fault.path} ${fault.message}`).join('; ');
          return refuse(422, 'UNKNOWN_REFERENCE', message, faults);
        }
        const { date = today, ...question } = body;
        const linkUseKbps = await delivery.linkUse(sql, tenant, `${date}T00:00:00.000Z`);
        const { maximumFillPercent } = objectPolicy(catalog, 'feasibility', defaultFill);
        const [found, latest] = await Promise.all([
          delivery.paths(network, question, { date, linkUseKbps, maximumFillPercent }),
          networkVersion(sql, tenant),
        ]);
        return ok({
          status: 200,
          body: {
            ...found,
            date,
            networkVersion: network.version,
            ...(latest > network.version ? { latestVersion: latest } : {}),
          },
        });
      },
    }),
  ];

  async function dayOf(tenant: string): Promise<string> {
    const { zone } = await delivery.operatorCalendar(sql, tenant);
    return localDate(await delivery.now(sql), zone);
  }
}
