import type { CommitRequest } from './confirmed-commit.ts';
import type { Device } from './device.ts';
import { editTree } from './edit.ts';
import type { OperationContext } from './operation-context.ts';
import { datastoreOf, numberParameter, requireSupported } from './parameters.ts';
import { RpcFault } from './rpc-fault.ts';
import { validateTree } from './validate.ts';
import { child, childText, type XmlElement } from './xml.ts';

const OK = '<ok/>';
/** RFC 6241, 8.4.1. */
const DEFAULT_CONFIRM_TIMEOUT_S = 600;

/**
 * `edit-config` of the candidate. An edit is applied whole or not at all, which is rollback-on-error and a lawful
 * stop-on-error for a device that stops before it starts; continue-on-error is refused.
 */
export function runEditConfig(request: XmlElement, { device, session }: OperationContext): string {
  if (datastoreOf(request, 'target') !== 'candidate')
    throw new RpcFault({ tag: 'operation-not-supported', message: 'only the candidate can be edited' });
  requireSupported(request, 'error-option', ['stop-on-error', 'rollback-on-error'], 'stop-on-error');
  const options = ['test-then-set', 'set', 'test-only'] as const;
  const test = requireSupported(request, 'test-option', options, 'test-then-set');
  const defaults = ['merge', 'replace', 'none'] as const;
  const operation = requireSupported(request, 'default-operation', defaults, 'merge');
  const config = child(request, 'config');
  if (config === undefined) {
    const message = '<config> is missing';
    throw new RpcFault({ tag: 'missing-element', message, info: { 'bad-element': 'config' } });
  }
  const refusal = device.faults.strike('refuseEdit');
  if (refusal) throw failed(refusal.message);
  const outcome = editTree(device.candidate, config, operation);
  if (!outcome.ok) throw outcome.fault;
  const [fault] = test === 'set' ? [] : validateTree(outcome.tree);
  if (fault) throw fault;
  if (test !== 'test-only') device.setCandidate(outcome.tree, session.id);
  return OK;
}

/** `commit`, plain, confirmed or confirming. */
export async function runCommit(request: XmlElement, { device, session }: OperationContext): Promise<string> {
  const wanted: CommitRequest = {
    confirmed: child(request, 'confirmed') !== undefined,
    timeoutS:
      numberParameter(request, 'confirm-timeout', { min: 1, max: 4_294_967_295 }) ??
      DEFAULT_CONFIRM_TIMEOUT_S,
    persist: childText(request, 'persist'),
    persistId: childText(request, 'persist-id'),
  };
  if (brokenCommit(device, wanted)) {
    device.setCandidate(device.running, session.id);
    return OK;
  }
  await device.commit(wanted, session);
  return OK;
}

/** `cancel-commit`. */
export async function runCancelCommit(
  request: XmlElement,
  { device, session }: OperationContext,
): Promise<string> {
  const refusal = device.faults.strike('refuseCancel');
  if (refusal) throw failed(refusal.message);
  await device.cancelCommit(childText(request, 'persist-id'), session);
  return OK;
}

/** Lets the faults of a commit strike: throws those that refuse it, answers whether it only pretends. */
function brokenCommit(device: Device, request: CommitRequest): boolean {
  const kind = device.isConfirming(request) ? 'refuseConfirm' : 'refuseCommit';
  const refusal = device.faults.strike(kind);
  if (refusal) throw failed(refusal.message);
  return device.faults.strike('commitDoesNothing') !== undefined;
}

function failed(message = 'resource exhausted'): RpcFault {
  return new RpcFault({ tag: 'operation-failed', message });
}
