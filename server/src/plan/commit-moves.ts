import type { Transaction } from '../platform/database.ts';
import { advanced, type Move, standing, type TaskRow } from './moves.ts';
import { rollUp } from './rollup.ts';
import { type FinishedPlan, loadTasks, saveMoves } from './store.ts';
import { openAnswers, writeAnswer } from './store-answers.ts';
import { taskId } from './task-id.ts';
import type { ChangedTask, ChangeHook, Intervention, TaskChange } from './types.ts';

/**
 * Writes moves of tasks whose plans are locked, with everything that follows in the same transaction: answers that came
 * before their wait, tasks that an undo task takes back, successors, counters, and the hooks. `alsoTold` are moves that
 * are written already, and that hooks hear of now.
 */
export async function commitMoves(
  tx: Transaction,
  hooks: readonly ChangeHook[],
  moves: readonly Move[],
  intervention: Intervention | null = null,
  alsoTold: readonly Move[] = [],
): Promise<void> {
  if (moves.length + alsoTold.length === 0) return;
  const all = await withUndone(tx, await withEarlyAnswers(tx, moves));
  const finished = await saveMoves(tx, all);
  const changes = [
    ...alsoTold.flatMap((move) => changesOf(move, intervention)),
    ...all.flatMap((move) => changesOf(move, intervention)),
    ...finished.map((plan) => planFinished(plan, all)),
  ];
  if (changes.length > 0) for (const hook of hooks) await hook(tx, changes);
}

async function withEarlyAnswers(tx: Transaction, moves: readonly Move[]): Promise<readonly Move[]> {
  if (!moves.some(beginsToWait)) return moves;
  const known = moves.map((move) =>
    beginsToWait(move) && move.after.signal !== null
      ? advanced(move, { kind: 'signalled', signal: move.after.signal })
      : move,
  );
  const waits = known
    .filter(beginsToWait)
    .flatMap(({ after: { tenant, waitingReference: reference } }) =>
      reference === null ? [] : [{ tenant, reference }],
    );
  if (waits.length === 0) return known;
  const answers = await openAnswers(tx, waits);
  for (const { tenant, reference } of answers) await writeAnswer(tx, tenant, [reference], null);
  return known.map((move) => {
    const { tenant, waitingReference } = move.after;
    const answer = beginsToWait(move)
      ? answers.find((each) => each.tenant === tenant && each.reference === waitingReference)
      : undefined;
    return answer === undefined ? move : advanced(move, { kind: 'signalled', signal: answer.signal });
  });
}

function beginsToWait({ before, after }: Move): boolean {
  return after.state === 'waiting' && before.state !== 'waiting';
}

async function withUndone(tx: Transaction, moves: readonly Move[]): Promise<readonly Move[]> {
  const keys = moves.flatMap(({ after: { tenant, planId, undoes, state } }) =>
    undoes !== null && (state === 'completed' || state === 'skipped')
      ? [{ tenant, planId, ordinal: undoes }]
      : [],
  );
  if (keys.length === 0) return moves;
  const originals = await loadTasks(tx, keys);
  return [...moves, ...originals.map((row) => advanced(standing(row), { kind: 'undoDone' }))];
}

function changedTask(from: TaskRow, row: TaskRow): ChangedTask {
  return {
    tenant: row.tenant,
    planId: row.planId,
    taskId: taskId(row.planId, row.ordinal),
    key: row.key,
    kind: row.kind,
    activity: row.activity,
    subject: { kind: row.subjectKind, id: row.subjectId },
    owner: { kind: row.ownerKind, ref: row.ownerRef },
    attempt: row.attempt,
    from: from.state,
    state: row.state,
  };
}

function changesOf(move: Move, intervention: Intervention | null): readonly TaskChange[] {
  const { before, after } = move;
  const task = changedTask(before, after);
  if (before.state === after.state) {
    const noted = move.effects.some((effect) => effect.kind === 'noteProgress');
    return noted ? [{ change: 'progress', task, progress: after.progress }] : [];
  }
  switch (after.state) {
    case 'running':
      return [{ change: 'started', task }];
    case 'completed':
      return [{ change: 'completed', task, output: after.output }];
    case 'waiting':
      return [{ change: 'waiting', task, wait: waitOf(after) }];
    case 'retrying':
      return after.error === null ? [] : [{ change: 'retrying', task, error: after.error }];
    case 'fallout':
      return after.error === null ? [] : [{ change: 'fallout', task, error: after.error }];
    default:
      return [{ change: 'moved', task, by: intervention?.by ?? null, reason: intervention?.reason ?? null }];
  }
}

function waitOf(row: TaskRow): Extract<TaskChange, { change: 'waiting' }>['wait'] {
  const wait = { for: row.waitingFor ?? 'event', reference: row.waitingReference };
  return row.wakeAt === null ? wait : { ...wait, until: row.wakeAt };
}

function planFinished(plan: FinishedPlan, moves: readonly Move[]): TaskChange {
  const member = moves.find(({ after }) => after.tenant === plan.tenant && after.planId === plan.planId);
  return {
    change: 'planFinished',
    tenant: plan.tenant,
    planId: plan.planId,
    subject: { kind: member?.after.subjectKind ?? '', id: member?.after.subjectId ?? '' },
    state: rollUp(plan, false),
  };
}
