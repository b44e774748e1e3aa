import { setTimeout as pause } from 'node:timers/promises';
import type { Transaction } from '../../platform/database.ts';
import type { Activation } from '../activation.ts';
import type { Journal } from '../journal/journal.ts';
import { TransactionLostError } from '../journal/journal.ts';
import * as journalStore from '../journal/store.ts';
import { writeOwnership } from '../ownership/store.ts';
import { enqueue } from '../queue/store.ts';
import { failure } from '../rules/failures.ts';
import type { ActivationFailure, SmokeResult } from '../types.ts';
import { confirmDevice } from './confirm.ts';
import { hasChanges, leave, type Participant, type Run, settleAll, type Unread } from './participant.ts';
import { prepareDevice } from './prepare.ts';
import { undoDevice } from './undo.ts';

/** How a run came to rest. */
export type RunEnd = 'completed' | 'undone' | 'inDoubt';

/** A check inside the confirm window, of the devices that were changed. */
export type SmokeCheck = (devices: readonly string[]) => Promise<SmokeResult>;

/** Runs a transaction from its plan to its end: prepare everywhere, decide, confirm everywhere or undo everywhere. */
export async function runTransaction(
  run: Run,
  participants: readonly Participant[],
  unread: ReadonlyMap<string, Unread>,
  smokeCheck: SmokeCheck | undefined,
): Promise<RunEnd> {
  return await whileRenewing(run.activation, run.journal, async () => {
    try {
      const failures = await queueUnreached(run, participants, await prepareAll(run, participants, unread));
      if (failures.length === 0) failures.push(...(await checkSmoke(run, participants, smokeCheck)));
      if (failures.length === 0) {
        if (await run.journal.decideConfirm()) return await goForward(run, participants);
        failures.push(tooLate(participants));
      }
      return await goBack(run, participants, failures);
    } finally {
      await Promise.all(participants.map(leave));
    }
  });
}

/** Goes on with a transaction whose decision is known, or undoes one without. For recovery. */
export async function resumeTransaction(
  run: Run,
  participants: readonly Participant[],
  decision: 'confirm' | 'undo' | null,
): Promise<RunEnd> {
  return await whileRenewing(run.activation, run.journal, async () => {
    try {
      if (decision === 'confirm') return await goForward(run, participants);
      return await goBack(run, participants, decision === null ? interruptions(participants) : []);
    } finally {
      await Promise.all(participants.map(leave));
    }
  });
}

async function prepareAll(
  run: Run,
  participants: readonly Participant[],
  unread: ReadonlyMap<string, Unread>,
): Promise<ActivationFailure[]> {
  const outcomes = await settleAll(
    participants.map((participant) => {
      if (participant.state === 'queued') return Promise.resolve(undefined);
      const plan = unread.get(participant.device);
      return plan === undefined ? Promise.resolve(undefined) : prepareDevice(run, participant, plan);
    }),
  );
  return outcomes.filter((outcome) => outcome !== undefined);
}

/**
 * Where devices could not be reached before anything was done on them, and nothing else went wrong, their parts are
 * queued. Answers the failures for which everything is undone.
 */
async function queueUnreached(
  run: Run,
  participants: readonly Participant[],
  failures: readonly ActivationFailure[],
): Promise<ActivationFailure[]> {
  const parts = new Map(failures.map((failed) => [failed.device, run.parts.get(failed.device)]));
  if (!failures.every((failed) => isUnreached(failed) && parts.get(failed.device) !== undefined))
    return [...failures];
  for (const participant of participants) {
    const queued = parts.get(participant.device);
    if (queued === undefined) continue;
    await run.journal.step(participant.device, 'queued', { queued });
    participant.state = 'queued';
  }
  return [];
}

function isUnreached({ phase, code }: ActivationFailure): boolean {
  return phase === 'connect' && (code === 'deviceUnreachable' || code === 'deviceTimeout');
}

async function checkSmoke(
  run: Run,
  participants: readonly Participant[],
  smokeCheck: SmokeCheck | undefined,
): Promise<ActivationFailure[]> {
  const changed = participants.filter(({ images }) => hasChanges(images)).map(({ device }) => device);
  if (smokeCheck === undefined || changed.length === 0) return [];
  const { smokeCheckS } = run.activation.policy;
  const controller = new AbortController();
  const late = pause(smokeCheckS * 1000, undefined, { signal: controller.signal }).then(
    (): SmokeResult => ({ ok: false, message: `the check took longer than ${smokeCheckS} s` }),
    (): SmokeResult => ({ ok: false, message: 'the check was abandoned' }),
  );
  const checked = smokeCheck(changed).catch((error: unknown): SmokeResult => {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  });
  const result = await Promise.race([checked, late]);
  controller.abort();
  return result.ok ? [] : [failure(changed[0] ?? '', 'smoke', 'smokeCheckFailed', result.message)];
}

async function goForward(run: Run, participants: readonly Participant[]): Promise<RunEnd> {
  const open = participants.filter(({ state }) => state !== 'confirmed' && state !== 'queued');
  const outcomes = await settleAll(open.map((participant) => confirmDevice(run, participant)));
  if (outcomes.includes('refused')) {
    const failures = open.flatMap(({ state, failure: reason }) =>
      state === 'failed' && reason ? [reason] : [],
    );
    return await goBack(run, participants, failures);
  }
  if (outcomes.includes('inDoubt')) return await park(run);
  await finish(run, participants, 'completed');
  return 'completed';
}

async function goBack(
  run: Run,
  participants: readonly Participant[],
  failures: readonly ActivationFailure[],
): Promise<RunEnd> {
  await run.journal.decideUndo(failures);
  const open = participants.filter(({ state }) => state !== 'undone');
  const outcomes = await settleAll(open.map((participant) => undoDevice(run, participant)));
  if (outcomes.includes('inDoubt')) return await park(run);
  await finish(run, participants, 'undone');
  return 'undone';
}

async function park(run: Run): Promise<RunEnd> {
  await run.journal.park();
  return 'inDoubt';
}

/** The end, the ownership that follows from it and the release of the devices: one transaction of the database. */
async function finish(
  run: Run,
  participants: readonly Participant[],
  end: 'completed' | 'undone',
): Promise<void> {
  const { who } = run.journal;
  await run.activation.atStep(`before ${end}`);
  await run.activation.database.transaction(async (tx) => {
    if (end === 'completed') {
      const gone = await journalStore.goneDevices(tx, who);
      const ownership = participants.flatMap(({ device, ownership: leaves }) =>
        gone.has(device) ? [] : (leaves ?? []).map((leaf) => ({ device, leaf })),
      );
      for (const service of run.services) await writeOwnership(tx, who.tenant, service, who.id, ownership);
      await enqueueParts(tx, who);
    }
    const state = end === 'completed' ? end : await undoneState(tx, who);
    if (!(await journalStore.endTransaction(tx, who, state))) {
      throw new TransactionLostError(`transaction ${who.id} was taken over`);
    }
  });
  await run.activation.atStep(`after ${end}`);
}

/** What could not be delivered joins the queues of its devices, after a crash too: it is read from the journal. */
async function enqueueParts(tx: Transaction, who: journalStore.Writer): Promise<void> {
  const parts = await journalStore.queuedParts(tx.sql, who.tenant, who.id);
  if (parts.length > 0) await enqueue(tx, who.tenant, who.id, parts);
}

/** Undone for a reason of its own is final; undone because a process died may be tried again under the same id. */
async function undoneState(tx: Transaction, who: journalStore.Writer): Promise<'undone' | 'interrupted'> {
  const record = await journalStore.readTransaction(tx.sql, who.tenant, who.id);
  const reasons = record?.failures ?? [];
  return reasons.length > 0 && reasons.every(({ code }) => code === 'interrupted') ? 'interrupted' : 'undone';
}

function tooLate(participants: readonly Participant[]): ActivationFailure {
  const message = 'too little of the confirm window was left when all devices were ready';
  return failure(participants[0]?.device ?? '', 'confirm', 'windowTooShort', message);
}

/** Why a transaction without a decision is undone: what devices said before the process died, else its death. */
function interruptions(participants: readonly Participant[]): ActivationFailure[] {
  const told = participants.flatMap(({ state, failure: reason }) =>
    state !== 'queued' && reason ? [reason] : [],
  );
  if (told.length > 0) return told;
  const message = 'the process that ran the transaction ended before the decision to confirm';
  return [failure(participants[0]?.device ?? '', 'commit', 'interrupted', message)];
}

/** Keeps the transaction this process's own while the work goes on. */
async function whileRenewing<Value>(
  activation: Activation,
  journal: Journal,
  work: () => Promise<Value>,
): Promise<Value> {
  const { runnerLeaseS } = activation.policy;
  const timer = setInterval(
    () => {
      // A renewal that fails shows at the next journal entry, which checks the runner itself.
      journalStore.renewRunner(activation.database.sql, journal.who, runnerLeaseS).catch(() => {});
    },
    (runnerLeaseS * 1000) / 3,
  );
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
