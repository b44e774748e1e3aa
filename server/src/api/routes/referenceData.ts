import { ReferenceDataSet, type ReferenceKind, referenceKey, referenceSchemas } from '@turnup/contract';
import { Compile } from 'typebox/compile';
import { readCatalog } from '../../catalog/index.ts';
import { type FieldFault, ok, refuse } from '../../foundation/result.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

type Checker = {
  Check(value: unknown): boolean;
  Errors(value: unknown): { instancePath: string; keyword: string; message: string }[];
};
const checkers = Object.fromEntries(
  Object.entries(referenceSchemas).map(([kind, schema]) => [
    kind,
    Compile(schema as never) as unknown as Checker,
  ]),
) as Record<ReferenceKind, Checker>;
const mostFaults = 50;

/** Every record that does not fit its schema, and keys that are given twice. */
export function faultsOfRecords(kind: ReferenceKind, records: readonly unknown[]): FieldFault[] {
  const faults: FieldFault[] = [];
  const seen = new Map<string, number>();
  for (const [index, record] of records.entries()) {
    if (faults.length >= mostFaults) break;
    if (!checkers[kind].Check(record)) {
      const own = checkers[kind].Errors(record).filter((error) => error.keyword !== 'additionalProperties');
      for (const error of own) {
        faults.push({
          path: `/records/${index}${error.instancePath}`,
          message: error.keyword === 'boolean' ? 'is not known here' : error.message,
        });
      }
      continue;
    }
    const key = referenceKey(kind, record as never);
    const earlier = seen.get(key);
    if (earlier !== undefined)
      faults.push({ path: `/records/${index}`, message: `is ${key} again, as record ${earlier}` });
    seen.set(key, index);
  }
  return faults;
}

/** Loading of data sets: the only way in which an operator's data comes in. */
export function referenceDataRoutes({ database, loaders }: Application): Route[] {
  return [
    route({
      method: 'POST',
      path: '/turnup/v1/referenceData',
      access: may('referenceData.load'),
      summary: 'Load records of one kind, all or nothing',
      body: ReferenceDataSet,
      bodyLimit: 64 * 1_048_576,
      async handle({ body, context }) {
        const { kind, records } = body;
        const faults = faultsOfRecords(kind, records);
        if (faults.length > 0) {
          const told = faults
            .slice(0, 5)
            .map(({ path, message }) => `${path} ${message}`)
            .join('; ');
          return refuse(400, 'INVALID_RECORDS', `${kind}: ${told}`, faults);
        }
        return database.transaction(async (tx) => {
          const result = await loaders[kind](tx, context.tenant, records as never[]);
          await recordAudit(tx, context.tenant, [
            {
              account: context.account,
              action: 'referenceData.load',
              object: { kind: 'referenceData', id: kind },
              detail: result,
              trace: context.trace,
            },
          ]);
          return ok({ status: 200, body: { kind, ...result } });
        });
      },
    }),
    route({
      method: 'GET',
      path: '/turnup/v1/referenceData/:kind',
      access: may('referenceData.read'),
      summary: 'Records of a kind of the catalogue',
      async handle({ params, context }) {
        const catalog = await readCatalog(database.sql, context.tenant);
        const records = catalog.of(params['kind'] as 'policy');
        return ok({ status: 200, body: [...records.values()] });
      },
    }),
  ];
}
