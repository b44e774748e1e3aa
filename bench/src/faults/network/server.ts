import { applyServiceChange } from '../../../../server/src/activation/index.ts';
import { openDatabase } from '../../../../server/src/platform/database.ts';
import { activationOn, tenant } from '../../network/activation.ts';
import { vpnOn } from '../../network/service.ts';
import { endWithParent } from '../../run/child.ts';
import { type Errand, policy, rpcMs } from './errand.ts';

// A server that changes one service and may be killed by itself, with signal 9, at a step of its journal. Its last line
// is JSON: the steps that it came to, and how the change ended.

endWithParent();
const errand = JSON.parse(process.argv[2] ?? '') as Errand;
const database = openDatabase({ url: errand.url, connections: 4 });
const steps: string[] = [];
const activation = activationOn(database, {
  rpcMs,
  policy,
  atStep: (step) => {
    steps.push(step);
    if (steps.length - 1 === errand.dieAtStep) process.kill(process.pid, 'SIGKILL');
  },
});
const outcome = await applyServiceChange(activation, {
  tenant,
  transactionId: errand.transactionId,
  serviceId: 'vpn',
  contributions: vpnOn(errand.devices, errand.version),
});
process.stdout.write(`${JSON.stringify({ steps, state: outcome.state })}\n`);
process.exit(0);
