import { DBOS } from '@dbos-inc/dbos-sdk';
import { runWindow } from '../../src/plan/window.ts';

await runWindow(async ({ url, connections, steps }) => {
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: url,
    systemDatabasePoolSize: connections,
    logLevel: 'error',
    applicationVersion: '1',
    executorID: 'bench',
  });
  const nothing = async () => 1;
  const order = DBOS.registerWorkflow(
    async () => {
      for (let step = 0; step < steps; step++) await DBOS.runStep(nothing, { name: `s${step}` });
    },
    { name: 'order' },
  );
  await DBOS.launch();
  const run = `${Date.now()}-`;
  return {
    async submit(name) {
      const handle = await DBOS.startWorkflow(order, { workflowID: run + name })();
      await handle.getResult();
    },
    stop: () => DBOS.shutdown(),
  };
});
