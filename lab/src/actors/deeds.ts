import type { ServiceDesign } from '@turnup/contract';
import { connect, install, ship, swap } from './install.ts';
import { patch, patchBack } from './patch.ts';
import type { Outcome, Role, Stage, Work } from './types.ts';

/** What must be done for a piece of work before it can be reported done. */
export type Deed = (stage: Stage, role: Role, work: Work) => Promise<Outcome>;

const deeds: Readonly<Record<string, Deed>> = {
  ship,
  install,
  connect,
  swap,
  patch,
  patchBack,
  design,
  approve,
};

/** The deed of a kind of work; one that needs nothing but a person's time is reported with its papers. */
export function deedFor(kind: string): Deed {
  return deeds[kind] ?? paperwork;
}

/** The solution engineer puts the design before the authority, which finishes the work. */
async function design(stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  await stage.api.call('POST', `/turnup/v1/serviceDesign/${designOf(work)}/submit`);
  return 'finished';
}

/**
 * The design authority approves, taking on the open gates that it may; a design with another open gate is rejected with
 * that gate's own words.
 */
async function approve(stage: Stage, role: Role, work: Work): Promise<Outcome> {
  const path = `/turnup/v1/serviceDesign/${designOf(work)}`;
  const { openGates } = await stage.api.get<ServiceDesign>(path);
  const beyond = openGates.filter((gate) => !(role.waives ?? []).includes(gate.code));
  if (beyond.length > 0) {
    const reason = beyond.map((gate) => gate.message).join(' ');
    await stage.api.call('POST', `${path}/reject`, { reason: reason.slice(0, 500) });
    return 'finished';
  }
  const waivers = openGates.map((gate) => gate.code);
  const reason = role.reason ?? openGates.map((gate) => gate.message).join(' ');
  await stage.api.call('POST', `${path}/approve`, {
    ...(waivers.length === 0 ? {} : { waivers }),
    ...(reason === '' ? {} : { reason: reason.slice(0, 500) }),
  });
  return 'finished';
}

/** Papers of work that leaves nothing else behind: a reference for each that is asked for. */
async function paperwork(_stage: Stage, _role: Role, work: Work): Promise<Outcome> {
  return {
    evidence: Object.fromEntries(work.requiredEvidence.map((name) => [name, `${name}/${work.number}`])),
  };
}

function designOf(work: Work): string {
  const id = work.subject['design'];
  if (typeof id !== 'string') throw new Error(`work order ${work.number} names no design`);
  return id;
}
