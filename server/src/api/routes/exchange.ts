import { InventoryImport } from '@turnup/contract';
import {
  exchangedKinds,
  type ImportPreview,
  importInventory,
  type NetboxDefaults,
  type NetboxSource,
  netboxKinds,
  type PlainRecord,
  writeNetbox,
  writeOurs,
} from '../../exchange/index.ts';
import { ok, refuse } from '../../foundation/result.ts';
import type { Transaction } from '../../platform/database.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { faultsOfRecords } from './referenceData.ts';

const csvType = { 'content-type': 'text/csv; charset=utf-8; header=present' };

/** Thrown to take back an import that was only to be looked at, or that cannot be. */
class TakenBack extends Error {
  readonly preview: ImportPreview;
  constructor(preview: ImportPreview) {
    super('taken back');
    this.preview = preview;
  }
}

/** Import of the inventory with a preview of its changes, and export: as NetBox's CSV, and as our own. */
export function exchangeRoutes({ database, loaders, exchange, wake }: Application): Route[] {
  const ports = { ...exchange, loaders, faultsOf: faultsOfRecords };
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/inventoryImport',
      access: may('inventory.exchange'),
      summary:
        'Import sites, devices, interfaces, cables, VLANs and prefixes, or look what that would change',
      body: InventoryImport,
      bodyLimit: 256 * 1_048_576,
      async handle({ query, body, context }) {
        const [format, look] = [query.get('format') ?? 'netbox', query.get('preview') ?? 'false'];
        if (format !== 'netbox' && format !== 'csv')
          return refuse(400, 'INVALID_FORMAT', `format is netbox or csv, not ${format}`);
        if (look !== 'true' && look !== 'false')
          return refuse(400, 'INVALID_FORMAT', `preview is true or false, not ${look}`);
        const defaults = (body.defaults ?? {}) as Partial<NetboxDefaults>;
        const request = { format, files: body.files, defaults } as const;
        const done = await database
          .transaction(async (tx) => {
            const result = await importInventory(tx, context.tenant, ports, request);
            if (look === 'true' || result.faultCount > 0) throw new TakenBack(result);
            await note(tx, result);
            return result;
          })
          .catch((error: unknown) => {
            if (error instanceof TakenBack) return error.preview;
            throw error;
          });
        if (look === 'false' && done.faultCount > 0) return refuseImport(done);
        wake();
        return ok({ status: 200, body: { format, preview: look === 'true', ...done } });

        function note(tx: Transaction, { kinds }: ImportPreview): Promise<void> {
          const { account, trace, tenant } = context;
          const object = { kind: 'inventory', id: format };
          const counts = kinds.map(({ kind, created, changed, unchanged }) => [
            kind,
            { created, changed, unchanged },
          ]);
          const detail = Object.fromEntries(counts);
          return recordAudit(tx, tenant, [{ account, action: 'inventory.import', object, detail, trace }]);
        }
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/inventoryExport/:format/:kind',
      access: may('inventory.exchange'),
      summary: 'One file of the inventory as CSV',
      async handle({ params, context }) {
        const [format, kind] = [params['format'] ?? '', params['kind'] ?? ''];
        const text = await database.transaction((tx) => exported(tx, context.tenant, format, kind));
        if (text !== undefined) return ok({ status: 200, body: text, headers: csvType });
        return notFound(`export of the inventory as`, `${format}/${kind}`);
      },
    }),
  ];

  async function exported(
    tx: Transaction,
    tenant: string,
    format: string,
    name: string,
  ): Promise<string | undefined> {
    if (format === 'csv') {
      const kind = exchangedKinds.find((one) => one === name);
      return kind === undefined ? undefined : writeOurs(kind, await exchange.present(tx, tenant, kind));
    }
    const kind = netboxKinds.find((one) => one === name);
    if (format !== 'netbox' || kind === undefined) return undefined;
    const read = (of: Parameters<typeof exchange.present>[2]): Promise<readonly PlainRecord[]> =>
      exchange.present(tx, tenant, of);
    const source = {
      places: await read('place'),
      nodes: await read('networkNode'),
      ports: await read('port'),
      links: await read('link'),
      pools: await read('pool'),
    };
    return writeNetbox(kind, source as unknown as NetboxSource);
  }
}

function refuseImport({ faultCount, faults }: ImportPreview) {
  const first = faults
    .slice(0, 5)
    .map((fault) => `${fault.path}: ${fault.message}`)
    .join('; ');
  return refuse(422, 'INVALID_IMPORT', `${faultCount} faults, and nothing was imported: ${first}`, faults);
}
