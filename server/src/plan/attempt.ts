import type { ClaimedTask } from './store.ts';
import { taskId } from './task-id.ts';
import type { Attempt } from './types.ts';

/** The attempt that a claimed task is about to make. */
export function attemptOf(task: ClaimedTask): Attempt {
  const id = taskId(task.planId, task.ordinal);
  const attempt = task.attempt + 1;
  return {
    tenant: task.tenant,
    planId: task.planId,
    taskId: id,
    key: task.key,
    kind: task.kind,
    activity: task.activity,
    attempt,
    attemptId: `${id}#${attempt}`,
    failures: task.failures,
    subject: { kind: task.subjectKind, id: task.subjectId },
    input: task.input,
    outputsOf: task.outputs ?? {},
    limitKey: task.limitKey,
    wokenBy: task.wokenBy,
    owner: { kind: task.ownerKind, ref: task.ownerRef },
    undoes: task.undoesKey,
  };
}
