import { join } from 'node:path';
import { administer } from '../../../server/src/platform/testing/administer.ts';
import { ports, tenant } from './room.ts';

/**
 * Loads 2^(bits + 1) allocated values by COPY, each with its reservation: as many link prefixes, which fill the first
 * block of 2^bits of their pool, as VLANs over all ports. What is free follows them. Analyses what it loaded.
 */
export async function loadAllocated(url: string, folder: string, bits: number): Promise<void> {
  const file = join(folder, 'bench.copy');
  const copy = async (select: string, into: string): Promise<void> => {
    await administer(url, `copy (${select}) to '${file}' binary`);
    await administer(url, `copy ${into} from '${file}' binary`);
  };
  const half = 2 ** bits;
  const perPort = Math.ceil(half / ports);
  const series = `generate_series(0, ${half - 1}) n`;
  await administer(
    url,
    `insert into allocation_scope (tenant, pool, scope, low, high)
     select '${tenant}', 'vlan', 'p' || p, 100, ${99 + perPort} from generate_series(0, ${ports - 1}) p`,
  );
  await administer(
    url,
    `insert into allocation_scope (tenant, pool, scope, roots)
     values ('${tenant}', 'linkPrefix', '', '{10.0.0.0/8}')`,
  );
  await copy(
    `select '${tenant}'::text, 'past' || k || n, 'quote'::text, 'q' || n, 'bench'::text, 'allocated'::text,
       ''::text, '[]'::jsonb, ${then}, array[case k when 'v' then 'vlan p' || n % ${ports} else 'linkPrefix ' end],
       ${then}, ${then}, ${then}
     from ${series}, unnest(array['v', 'b']) k`,
    `allocation_reservation (tenant, id, owner_kind, owner_id, reason, state, fingerprint, lines, use_from, touches,
       created_at, changed_at, confirmed_at)`,
  );
  const columns =
    'tenant, pool, scope, value, length, position, rank, state, reservation_id, line_key, since';
  await copy(
    `select '${tenant}'::text, 'vlan'::text, 'p' || n % ${ports}, (100 + n / ${ports})::text, 0,
       (100 + n / ${ports})::numeric(40), (100 + n / ${ports})::numeric(40), 'allocated'::text, 'pastv' || n,
       'vlan'::text, ${then} from ${series}`,
    `allocation_value (${columns})`,
  );
  await copy(
    `select '${tenant}'::text, 'linkPrefix'::text, ''::text, host(inet '10.0.0.0' + 2 * n) || '/31', 31,
       (167772160 + 2 * n)::numeric(40), (167772160 + 2 * n)::numeric(40), 'allocated'::text, 'pastb' || n,
       'prefix'::text, ${then} from ${series}`,
    `allocation_value (${columns})`,
  );
  await administer(
    url,
    `insert into allocation_value (tenant, pool, scope, value, length, position, rank, state, since)
    select '${tenant}', 'linkPrefix', '', host(inet '10.0.0.0' + (2 ^ (32 - l))::bigint) || '/' || l, l,
      167772160 + 2 ^ (32 - l), 167772160 + 2 ^ (32 - l), 'free', ${then} from generate_series(9, ${31 - bits}) l`,
  );
  await administer(url, `copy (select 1 where false) to '${file}'`);
  await administer(url, 'vacuum (analyze)');
}

const then = `timestamptz(3) '2026-01-01'`;
