import type { Team } from '@turnup/contract';
import { ok, type Result, refuse } from '../foundation/result.ts';
import type { Transaction } from '../platform/database.ts';
import { assign, unfitness } from './assignment.ts';
import type { Absence, Actor, ProvisioningPorts, WorkOrder } from './types.ts';
import { workFact } from './work-facts.ts';
import { commit, lockTarget, memberFault, moved, type WorkOrderTarget } from './work-step.ts';
import {
  absencesFrom,
  domainNow,
  lockUnstartedOf,
  openLoads,
  saveAbsence,
  saveWorkOrder,
} from './work-store.ts';

/**
 * Gives a work order to someone, also taking it from another. The same again changes nothing. 422 for an account that is
 * in no team (or not in the one named), lacks the skill, or does not work at the place; 403 unless a dispatcher.
 */
export async function assignWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: WorkOrderTarget & { readonly actor: Actor; readonly assignee: string },
): Promise<Result<WorkOrder>> {
  if (!input.actor.dispatcher) {
    return refuse(403, 'WORK_ORDER_NOT_YOURS', `${input.actor.account} does not assign the work of others`);
  }
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok || found.value.assignee === input.assignee) return found;
  return give(ports, tx, tenant, found.value, input.assignee, `assigned by ${input.actor.account}`);
}

/**
 * Takes unassigned work for oneself. Again changes nothing; 409 `WORK_ORDER_TAKEN` when it is someone else's, 422 when
 * one cannot do it.
 */
export async function claimWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: WorkOrderTarget & { readonly actor: Actor },
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok || found.value.assignee === input.actor.account) return found;
  const { assignee, number } = found.value;
  if (assignee !== null) return refuse(409, 'WORK_ORDER_TAKEN', `work order ${number} is ${assignee}’s`);
  return give(ports, tx, tenant, found.value, input.actor.account, 'claimed');
}

/** Puts assigned work that was not started back into its queue. */
export async function releaseWorkOrder(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  input: WorkOrderTarget & { readonly actor: Actor },
): Promise<Result<WorkOrder>> {
  const found = await lockTarget(tx, tenant, input);
  if (!found.ok) return found;
  const before = found.value;
  if (!input.actor.dispatcher && before.assignee !== input.actor.account) {
    return refuse(403, 'WORK_ORDER_NOT_YOURS', `work order ${before.number} is not ${input.actor.account}’s`);
  }
  const state = moved(before, 'release');
  if (!state.ok) return state;
  const message = `released by ${input.actor.account}`;
  const assignment = { code: 'RELEASED', message, parameters: { account: input.actor.account } };
  return ok(
    await commit(ports, tx, tenant, before, { ...before, state: state.value, assignee: null, assignment }),
  );
}

async function give(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  before: WorkOrder,
  assignee: string,
  how: string,
): Promise<Result<WorkOrder>> {
  const state = moved(before, 'assign');
  if (!state.ok) return state;
  const team = teamFor(before, assignee, await ports.teams(tx, tenant));
  if (!team.ok) return team;
  const message = `${how}: ${assignee} of ${team.value.name}`;
  const assignment = { code: 'ASSIGNED_BY_PERSON', message, parameters: { account: assignee } };
  const after = { ...before, state: state.value, assignee, team: team.value.code, assignment };
  return ok(await commit(ports, tx, tenant, before, after));
}

function teamFor(workOrder: WorkOrder, account: string, teams: readonly Team[]): Result<Team> {
  const member = ({ members }: Team) => members.find((one) => one.account === account);
  const theirs = teams.filter((team) => member(team) !== undefined);
  const allowed = theirs.filter(({ code }) => workOrder.team === null || code === workOrder.team);
  if (allowed.length === 0) {
    const message =
      theirs.length === 0 ? `${account} is in no team` : `${account} is not in team ${workOrder.team}`;
    return memberFault('WORK_ORDER_ASSIGNEE_UNKNOWN', '/assignee', message);
  }
  const fitting = allowed.find(
    (team) => unfitness(workOrder, member(team) as Team['members'][number]) === null,
  );
  if (fitting !== undefined) return ok(fitting);
  const lacks = unfitness(workOrder, member(allowed[0] as Team) as Team['members'][number]);
  return lacks === 'skill'
    ? memberFault(
        'WORK_ORDER_SKILL_MISSING',
        '/assignee',
        `${account} does not have the skill ${workOrder.skill}`,
      )
    : memberFault('WORK_ORDER_PLACE', '/assignee', `${account} does not work at ${workOrder.place}`);
}

/**
 * Someone takes no work for a time. What they have not started in it goes to the next who fits, or back into the queue
 * with an event. 422 for an absence that ends before it begins. Answers what moved.
 */
export async function recordAbsence(
  ports: ProvisioningPorts,
  tx: Transaction,
  tenant: string,
  absence: Absence,
): Promise<Result<readonly WorkOrder[]>> {
  if (absence.until <= absence.from) {
    return memberFault(
      'ABSENCE_INVALID',
      '/until',
      `an absence from ${absence.from} ends after it, not ${absence.until}`,
    );
  }
  await saveAbsence(tx, tenant, absence);
  const now = await domainNow(tx);
  const theirs = await lockUnstartedOf(tx, tenant, absence);
  if (theirs.length === 0) return ok([]);
  const teams = await ports.teams(tx, tenant);
  const loads = await openLoads(tx.sql, tenant);
  const absences = await absencesFrom(tx.sql, tenant, now.slice(0, 10));
  const passedOn: WorkOrder[] = [];
  for (const before of theirs) {
    const { assignee, explanation } = assign(before, teams, loads, absences);
    if (assignee !== null) loads.set(assignee, (loads.get(assignee) ?? 0) + 1);
    const state = assignee === null ? 'acknowledged' : 'assigned';
    const workOrder = await saveWorkOrder(tx, tenant, {
      ...before,
      state,
      assignee,
      assignment: explanation,
    });
    const changed = assignee === null ? 'WorkOrderStateChangeEvent' : 'WorkOrderAttributeValueChangeEvent';
    await ports.record(tx, tenant, [
      workFact(changed, workOrder),
      ...(assignee === null ? [workFact('WorkOrderUnassignedEvent', workOrder)] : []),
    ]);
    passedOn.push(workOrder);
  }
  return ok(passedOn);
}
