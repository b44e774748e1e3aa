import type { NetworkNode, Place, Reason } from '@turnup/contract';
import { addMonths } from '../foundation/calendar.ts';
import { dayNumber } from '../network/index.ts';
import type { Ground } from './ground.ts';
import { reason } from './reasons.ts';
import type { Block } from './types.ts';

/** Why an access may not end on a node: it is no provider edge, or it is gone by the date of need. */
export function nodeBlocks(ground: Ground, node: NetworkNode): Block[] {
  if (node.role !== 'providerEdge') {
    const message = `${node.name} is a node of role ${node.role}; an access ends on a provider edge.`;
    const parameters = { node: node.name, role: node.role };
    return [{ reason: reason('NOT_A_PROVIDER_EDGE', message, parameters), passing: false }];
  }
  if (node.retires === undefined || dayNumber(node.retires) > ground.needDay) return [];
  const message = `${node.name} retires on ${node.retires}; it is needed on ${ground.input.needDate}.`;
  const parameters = { node: node.name, retires: node.retires, needDate: ground.input.needDate };
  return [{ reason: reason('NODE_RETIRED', message, parameters), passing: false }];
}

/** A warning where a node retires or loses its support within the term. Nothing stands in the way of delivery. */
export function endOfLifeReasons(ground: Ground, node: NetworkNode): Reason[] {
  const end = addMonths(ground.input.needDate, ground.termMonths);
  const date = [node.retires, node.endOfLife].filter((one) => one !== undefined && one < end).sort()[0];
  if (date === undefined) return [];
  return [
    reason(
      'END_OF_LIFE_IN_TERM',
      `${node.name} reaches its end of life on ${date}, within the term of ${ground.termMonths} months.`,
      { node: node.name, date, termMonths: ground.termMonths },
    ),
  ];
}

/** The shared risks at the operator's end: of the node and of its building. */
export function edgeRisks(node: NetworkNode, place: Place | undefined): string[] {
  return [...node.sharedRisks, ...(place?.sharedRisks ?? [])];
}
