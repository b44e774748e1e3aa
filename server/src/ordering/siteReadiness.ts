import type { ReferenceRecord } from '@turnup/contract';

/** What a building has for equipment, and what is to come into it. */
export type SiteReadiness = {
  readonly site: string;
  /** Absent where nobody has looked. */
  readonly power?: { readonly freeSockets: number; readonly freeRackUnits: number } | undefined;
  readonly quantity: number;
  readonly model: Pick<
    ReferenceRecord<'cpeModel'>,
    'code' | 'powerSockets' | 'rackUnits' | 'optics' | 'throughputKbps' | 'wanPorts'
  >;
  readonly legs: readonly {
    readonly node: string;
    readonly port: string;
    readonly portRateKbps: number;
    readonly optic?: string | undefined;
  }[];
  readonly bandwidthKbps: number;
};

/** Why equipment cannot be installed at a site; `building` is what the site itself lacks (R5b). */
export type NotReady = { readonly building: readonly string[]; readonly equipment: readonly string[] };

/**
 * What stands against installing equipment at a site, in sentences with numbers: sockets and rack units of the building,
 * optic and rate of each port against the model. Pure.
 */
export function notReady({ site, power, quantity, model, legs, bandwidthKbps }: SiteReadiness): NotReady {
  const sockets = (model.powerSockets ?? 1) * quantity;
  const rackUnits = model.rackUnits * quantity;
  const building = [
    ...(power !== undefined && power.freeSockets < sockets
      ? [`${site} has ${power.freeSockets} free sockets, ${quantity} × ${model.code} need ${sockets}`]
      : []),
    ...(power !== undefined && power.freeRackUnits < rackUnits
      ? [`${site} has ${power.freeRackUnits} free rack units, ${quantity} × ${model.code} need ${rackUnits}`]
      : []),
  ];
  const { optics } = model;
  const equipment = legs.flatMap(({ node, port, portRateKbps, optic }) => [
    ...(portRateKbps < bandwidthKbps
      ? [`port ${node}/${port} carries ${portRateKbps} kbit/s of ${bandwidthKbps}`]
      : []),
    ...(optics !== undefined && optic !== undefined && !optics.includes(optic)
      ? [`port ${node}/${port} has a ${optic}; a ${model.code} takes ${optics.join(', ')}`]
      : []),
  ]);
  return { building, equipment };
}
