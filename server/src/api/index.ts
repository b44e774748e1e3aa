import type { Route } from '../platform/http/index.ts';
import type { Application } from './application.ts';
import { accessRoutes } from './routes/access.ts';
import { activationRoutes } from './routes/activation.ts';
import { amendmentRoutes } from './routes/amendments.ts';
import { cancellationRoutes } from './routes/cancellations.ts';
import { capacityRoutes } from './routes/capacity.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { designCommentRoutes } from './routes/designComments.ts';
import { designRoutes } from './routes/designs.ts';
import { deviceQueueRoutes } from './routes/deviceQueue.ts';
import { endingRoutes } from './routes/endings.ts';
import { equipmentRoutes } from './routes/equipment.ts';
import { exchangeRoutes } from './routes/exchange.ts';
import { falloutRoutes } from './routes/fallout.ts';
import { hubRoutes } from './routes/hub.ts';
import { inquiryRoutes } from './routes/inquiries.ts';
import { inventoryRoutes } from './routes/inventory.ts';
import { maintenanceRoutes } from './routes/maintenance.ts';
import { networkRoutes } from './routes/network.ts';
import { networkPathRoutes } from './routes/networkPaths.ts';
import { observationRoutes } from './routes/observe.ts';
import { orderRoutes } from './routes/orders.ts';
import { reservationRoutes } from './routes/parameters.ts';
import { partnerRoutes } from './routes/partner.ts';
import { pauseRoutes } from './routes/pauses.ts';
import { planRoutes } from './routes/plans.ts';
import { poolRoutes } from './routes/pools.ts';
import { qualificationRoutes } from './routes/qualifications.ts';
import { referenceDataRoutes } from './routes/referenceData.ts';
import { resourceQueryRoutes } from './routes/resourceQueries.ts';
import { resourceRoutes } from './routes/resources.ts';
import { restorationRoutes } from './routes/restoration.ts';
import { simulationRoutes } from './routes/simulation.ts';
import { skillRoutes } from './routes/skills.ts';
import { systemRoutes } from './routes/system.ts';
import { testRoutes } from './routes/tests.ts';
import { workRoutes } from './routes/work.ts';

export type { Application, ReferenceLoader } from './application.ts';
export { addLiveStream } from './live.ts';
export { permissionsOf } from './permissions.ts';

/** Every route of the program. */
export function routesOf(application: Application): Route[] {
  const all: Route[] = [
    accessRoutes,
    referenceDataRoutes,
    hubRoutes,
    simulationRoutes,
    qualificationRoutes,
    inquiryRoutes,
    designRoutes,
    designCommentRoutes,
    orderRoutes,
    amendmentRoutes,
    cancellationRoutes,
    endingRoutes,
    planRoutes,
    pauseRoutes,
    falloutRoutes,
    resourceQueryRoutes,
    capacityRoutes,
    skillRoutes,
    workRoutes,
    partnerRoutes,
    inventoryRoutes,
    resourceRoutes,
    equipmentRoutes,
    exchangeRoutes,
    poolRoutes,
    reservationRoutes,
    networkRoutes,
    deviceQueueRoutes,
    configurationRoutes,
    activationRoutes,
    maintenanceRoutes,
    networkPathRoutes,
    restorationRoutes,
    testRoutes,
    observationRoutes,
  ].flatMap((routes) => routes(application));
  all.push(...systemRoutes(application, () => all));
  return all;
}
