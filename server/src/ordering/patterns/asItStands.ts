import { requirementHash } from '../../design/index.ts';
import { ok, type Result } from '../../foundation/result.ts';
import { blankItem, type Placed } from '../placed.ts';
import { routePlan } from '../routePlan.ts';
import type { Standing } from '../standing.ts';
import { changeFacts } from './facts.ts';
import { type Ground, standingIn } from './ground.ts';
import type { PatternKind } from './read.ts';

/** An item that suspends or resumes a service: what is asked and how it is delivered stay as they are. */
export async function placeAsItStands(
  ground: Ground,
  pattern: 'suspend' | 'resume',
  from: 'active' | 'inactive',
): Promise<Result<Placed>> {
  const found = await standingIn(ground, from);
  return found.ok ? placed(ground, pattern, found.value) : found;
}

/** The item with the plan of its pattern over the service as it is given here; nothing more is kept for it. */
export function placed(
  { world, body, order, item }: Ground,
  pattern: PatternKind,
  { service, requirement, solution }: Omit<Standing, 'reservations'>,
): Result<Placed> {
  const { sites } = requirement;
  const facts = changeFacts({ pattern, sites: sites.length });
  const kept = new Map(sites.map(({ site }) => [site, 'kept'] as const));
  const plan = routePlan(world, body, 'modify', requirement, solution, facts, kept);
  if (!plan.ok) return plan;
  return ok({
    plan: plan.value,
    solution,
    item: {
      ...blankItem(order.orderId, item),
      serviceId: service.id,
      requirement,
      requirementHash: requirementHash(requirement),
      solution,
    },
  });
}
