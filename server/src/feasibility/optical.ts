import type { Port } from '@turnup/contract';
import type { Ground, PortSupply } from './ground.ts';
import { reason } from './reasons.ts';
import type { Block, OpticalPolicy } from './types.ts';

/** What a fibre loses between the optics at its ends, with the margin for repairs and ageing, in dB to a hundredth. */
function fibreLossDb(
  { fibreLossDbPerKm, connectionLossDb, marginDb }: OpticalPolicy,
  lengthM: number,
): number {
  const lossDb = (lengthM / 1_000) * fibreLossDbPerKm + connectionLossDb + marginDb;
  return Math.round(lossDb * 100) / 100;
}

/** The ports whose optics bridge a fibre, and why none does where none does. */
export type Bridged = Pick<PortSupply, 'fitting' | 'free'> & { readonly blocks: readonly Block[] };

/**
 * Leaves out ports whose optic cannot bridge the fibre (ITU-T G.957, G.959.1: the loss of the path against the budget
 * between transmitter and receiver). An optic that the policy does not know is not held against anything.
 */
export function bridged(ground: Ground, carrier: string, lengthM: number, supply: PortSupply): Bridged {
  const { optics } = ground.input.policies;
  const short = (free: readonly Port[], fitting: readonly Port[]): Block[] =>
    free.length === 0 ? [{ reason: supply.shortage(), passing: fitting.length > 0 }] : [];
  const { fitting, free } = supply;
  if (optics === undefined) return { fitting, free, blocks: short(free, fitting) };
  const lossDb = fibreLossDb(optics, lengthM);
  const bridges = (port: Port): boolean => (optics.budgetDb[port.optic] ?? lossDb) >= lossDb;
  const strong = { fitting: fitting.filter(bridges), free: free.filter(bridges) };
  if (fitting.length === 0 || strong.fitting.length > 0)
    return { ...strong, blocks: short(strong.free, strong.fitting) };
  const best = fitting.reduce((most, port) =>
    (optics.budgetDb[port.optic] ?? 0) > (optics.budgetDb[most.optic] ?? 0) ? port : most,
  );
  const budgetDb = optics.budgetDb[best.optic] ?? 0;
  const block = reason(
    'OPTICAL_BUDGET',
    `${carrier} of ${lengthM} m loses ${lossDb} dB with its margin; ${best.optic}, the strongest optic of the ports of ${best.node} that fit, bridges ${budgetDb} dB.`,
    { carrier, node: best.node, lengthM, lossDb, optic: best.optic, budgetDb },
  );
  return { ...strong, blocks: [{ reason: block, passing: false }] };
}

/** What is left of the budget on a port that was chosen; nothing where the policy does not know its optic. */
export function opticalOf(
  ground: Ground,
  lengthM: number,
  port: Port,
): { readonly lossDb: number; readonly budgetDb: number } | undefined {
  const { optics } = ground.input.policies;
  const budgetDb = optics?.budgetDb[port.optic];
  return optics === undefined || budgetDb === undefined
    ? undefined
    : { lossDb: fibreLossDb(optics, lengthM), budgetDb };
}
