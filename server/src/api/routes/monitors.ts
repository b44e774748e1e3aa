import { ok, type Result } from '../../foundation/result.ts';
import { type Monitor, monitorPath, readMonitors } from '../../ordering/index.ts';
import type { Sql } from '../../platform/database.ts';
import { notFound, type Reply } from '../../platform/http/index.ts';

/** A monitor as TMF640 tells it. */
export function monitorBody({ id, sourceHref, state, request, response, createdAt, endedAt }: Monitor) {
  const header: readonly unknown[] = [];
  return {
    id,
    href: `${monitorPath}/${id}`,
    '@type': 'Monitor',
    sourceHref,
    state,
    request: { ...request, header },
    ...(response === null ? {} : { response: { ...response, header } }),
    createdAt,
    ...(endedAt === null ? {} : { endedAt }),
  };
}

/** 202 with the monitor, and where it stands. */
export async function monitorReply(sql: Sql, tenant: string, id: string): Promise<Result<Reply>> {
  const [monitor] = await readMonitors(sql, tenant, { id });
  if (monitor === undefined) return notFound('monitor', id);
  return ok({ status: 202, body: monitorBody(monitor), location: `${monitorPath}/${id}` });
}
