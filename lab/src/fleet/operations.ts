import { runCancelCommit, runCommit, runEditConfig } from './change-operations.ts';
import { filterTree } from './filter.ts';
import { NOTIFICATION } from './notifications.ts';
import type { OperationContext } from './operation-context.ts';
import { datastoreOf, filterOf, requireSupported } from './parameters.ts';
import { NETCONF, RpcFault } from './rpc-fault.ts';
import { DEVICE } from './schema.ts';
import { stateXml } from './state.ts';
import { DEVICE_TEST, runTestPath } from './test-path.ts';
import { toXml } from './tree.ts';
import { validateTree } from './validate.ts';
import { child, childText, element, writeXml, type XmlElement } from './xml.ts';

/** Body of the rpc-reply, or an {@link RpcFault} thrown. */
type Operation = {
  readonly namespace: string;
  readonly run: (request: XmlElement, context: OperationContext) => Promise<string> | string;
};

const OK = '<ok/>';

function base(run: Operation['run']): Operation {
  return { namespace: NETCONF, run };
}

const operations: Readonly<Record<string, Operation>> = {
  get: base((request, { device, network }) => {
    const state = stateXml(network(), device.name);
    return answerData([...toXml(device.running), state], request);
  }),
  'get-config': base((request, { device }) => {
    const datastore = datastoreOf(request, 'source');
    const stale = datastore === 'running' && device.faults.strike('staleReadBack') !== undefined;
    const tree = stale ? device.previousRunning : device[datastore];
    return answerData(toXml(tree), request);
  }),
  'edit-config': base(runEditConfig),
  lock: base((request, { device, session }) => {
    device.lock(datastoreOf(request, 'target'), session.id);
    return OK;
  }),
  unlock: base((request, { device, session }) => {
    device.unlock(datastoreOf(request, 'target'), session.id);
    return OK;
  }),
  validate: base((request, { device }) => {
    const faults = validateTree(device[datastoreOf(request, 'source')]);
    if (faults[0]) throw faults[0];
    return OK;
  }),
  commit: base(runCommit),
  'cancel-commit': base(runCancelCommit),
  'discard-changes': base((_request, { device, session }) => {
    device.setCandidate(device.running, session.id);
    return OK;
  }),
  'close-session': base(() => OK),
  'kill-session': base((request, { device, session }) => {
    device.kill(Number(childText(request, 'session-id')), session.id);
    return OK;
  }),
  'create-subscription': {
    namespace: NOTIFICATION,
    run: (request, { session }) => {
      requireSupported(request, 'stream', ['NETCONF'], 'NETCONF');
      if (child(request, 'startTime') ?? child(request, 'stopTime'))
        throw new RpcFault({ tag: 'operation-failed', message: 'the stream cannot be replayed' });
      session.subscribe(filterOf(request));
      return OK;
    },
  },
  'test-path': { namespace: DEVICE_TEST, run: runTestPath },
};

/**
 * Runs one operation and answers the body of its reply. Operations of a device run one after the other.
 * Throws {@link RpcFault}.
 */
export function runOperation(request: XmlElement, context: OperationContext): Promise<string> {
  const operation = Object.hasOwn(operations, request.name) ? operations[request.name] : undefined;
  if (operation === undefined || operation.namespace !== request.namespace) {
    const message = `there is no operation "${request.name}" in the namespace "${request.namespace}"`;
    return Promise.reject(new RpcFault({ tag: 'operation-not-supported', type: 'protocol', message }));
  }
  return context.device.exclusive(() => operation.run(request, context));
}

function answerData(children: readonly XmlElement[], request: XmlElement): string {
  const filter = filterOf(request);
  const whole = children.length === 0 ? [] : [element(DEVICE, 'device', children)];
  const data = filter === undefined ? whole : filterTree(whole, filter);
  return writeXml(element(NETCONF, 'data', data), NETCONF);
}
