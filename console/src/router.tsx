import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { designSearch } from './design/search.ts';
import { designsSearch } from './designs/search.ts';
import { falloutSearch } from './fallout/search.ts';
import { questionSearch, questionsSearch } from './feasibility/search.ts';
import { jeopardySearch } from './jeopardy/search.ts';
import { deviceSearch, labelSearch, networkSearch } from './network/search.ts';
import { orderSearch } from './order/search.ts';
import { ordersSearch } from './orders/search.ts';
import { reservationSearch } from './reservations/search.ts';
import { serviceSearch, servicesSearch } from './services/search.ts';
import { homeOf } from './session/home.ts';
import { SignIn } from './session/SignIn.tsx';
import { currentSession } from './session/store.ts';
import { type Given, parseSearch, stringifySearch, textOf } from './shared/search.ts';
import { Nothing, NotThere, Signed } from './shell/Signed.tsx';
import { workSearch } from './work/search.ts';

const root = createRootRoute({ notFoundComponent: NotThere });

const signInRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only a path of this console is gone to after signing in, never another origin. A member that is left out would
  // be taken from the address as it is, hence the explicit undefined.
  validateSearch: (given: Given): { readonly next?: string } => {
    const next = textOf(given, 'next');
    return { next: next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined };
  },
  component: SignIn,
});

const signed = createRoute({
  getParentRoute: () => root,
  id: 'signed',
  beforeLoad: ({ location }) => {
    if (currentSession() === undefined) throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: Signed,
});
const inside = { getParentRoute: () => signed } as const;

const homeRoute = createRoute({
  ...inside,
  path: '/',
  beforeLoad: () => {
    const session = currentSession();
    if (session !== undefined) throw redirect({ to: homeOf(session) });
  },
});
const nothingRoute = createRoute({ ...inside, path: '/nothing', component: Nothing });
const ordersRoute = createRoute({
  ...inside,
  path: '/orders',
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import('./orders/OrdersPage.tsx'), 'OrdersPage'),
});
const orderRoute = createRoute({
  ...inside,
  path: '/orders/$id',
  validateSearch: orderSearch,
  component: lazyRouteComponent(() => import('./order/OrderPage.tsx'), 'OrderPage'),
});
const newOrderRoute = createRoute({
  ...inside,
  path: '/orders/new',
  component: lazyRouteComponent(() => import('./neworder/NewOrderPage.tsx'), 'NewOrderPage'),
});
const questionsRoute = createRoute({
  ...inside,
  path: '/feasibility',
  validateSearch: questionsSearch,
  component: lazyRouteComponent(() => import('./feasibility/QuestionsPage.tsx'), 'QuestionsPage'),
});
const askRoute = createRoute({
  ...inside,
  path: '/feasibility/new',
  component: lazyRouteComponent(() => import('./feasibility/AskPage.tsx'), 'AskPage'),
});
const questionRoute = createRoute({
  ...inside,
  path: '/feasibility/$id',
  validateSearch: questionSearch,
  component: lazyRouteComponent(() => import('./feasibility/QuestionPage.tsx'), 'QuestionPage'),
});
const designsRoute = createRoute({
  ...inside,
  path: '/designs',
  validateSearch: designsSearch,
  component: lazyRouteComponent(() => import('./designs/DesignsPage.tsx'), 'DesignsPage'),
});
const designRoute = createRoute({
  ...inside,
  path: '/designs/$id',
  validateSearch: designSearch,
  component: lazyRouteComponent(() => import('./design/DesignPage.tsx'), 'DesignPage'),
});
const falloutRoute = createRoute({
  ...inside,
  path: '/fallout',
  validateSearch: falloutSearch,
  component: lazyRouteComponent(() => import('./fallout/FalloutPage.tsx'), 'FalloutPage'),
});
const workRoute = createRoute({
  ...inside,
  path: '/work',
  validateSearch: workSearch,
  component: lazyRouteComponent(() => import('./work/WorkPage.tsx'), 'WorkPage'),
});
const poolsRoute = createRoute({
  ...inside,
  path: '/pools',
  component: lazyRouteComponent(() => import('./pools/PoolsPage.tsx'), 'PoolsPage'),
});
const reservationsRoute = createRoute({
  ...inside,
  path: '/reservations',
  validateSearch: reservationSearch,
  component: lazyRouteComponent(() => import('./reservations/ReservationsPage.tsx'), 'ReservationsPage'),
});
const servicesRoute = createRoute({
  ...inside,
  path: '/services',
  validateSearch: servicesSearch,
  component: lazyRouteComponent(() => import('./services/ServicesPage.tsx'), 'ServicesPage'),
});
const serviceRoute = createRoute({
  ...inside,
  path: '/services/$id',
  validateSearch: serviceSearch,
  component: lazyRouteComponent(() => import('./services/ServicePage.tsx'), 'ServicePage'),
});
const serviceChangeRoute = createRoute({
  ...inside,
  path: '/services/$id/change',
  component: lazyRouteComponent(() => import('./services/ChangePage.tsx'), 'ChangePage'),
});
const networkRoute = createRoute({
  ...inside,
  path: '/network',
  validateSearch: networkSearch,
  component: lazyRouteComponent(() => import('./network/NetworkPage.tsx'), 'NetworkPage'),
});
const deviceRoute = createRoute({
  ...inside,
  path: '/network/devices/$name',
  validateSearch: deviceSearch,
  component: lazyRouteComponent(() => import('./network/DevicePage.tsx'), 'DevicePage'),
});
const labelRoute = createRoute({
  ...inside,
  path: '/network/labels/$name',
  validateSearch: labelSearch,
  component: lazyRouteComponent(() => import('./network/LabelPage.tsx'), 'LabelPage'),
});
const transactionRoute = createRoute({
  ...inside,
  path: '/network/transactions/$id',
  component: lazyRouteComponent(() => import('./network/TransactionPage.tsx'), 'TransactionPage'),
});
const jeopardyRoute = createRoute({
  ...inside,
  path: '/jeopardy',
  validateSearch: jeopardySearch,
  component: lazyRouteComponent(() => import('./jeopardy/JeopardyPage.tsx'), 'JeopardyPage'),
});
const clockRoute = createRoute({
  ...inside,
  path: '/clock',
  component: lazyRouteComponent(() => import('./clock/ClockPage.tsx'), 'ClockPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signInRoute,
    signed.addChildren([
      homeRoute,
      nothingRoute,
      ordersRoute,
      newOrderRoute,
      orderRoute,
      questionsRoute,
      askRoute,
      questionRoute,
      designsRoute,
      designRoute,
      falloutRoute,
      workRoute,
      poolsRoute,
      reservationsRoute,
      servicesRoute,
      serviceRoute,
      serviceChangeRoute,
      networkRoute,
      deviceRoute,
      labelRoute,
      transactionRoute,
      jeopardyRoute,
      clockRoute,
    ]),
  ]),
  defaultPreload: 'intent',
  parseSearch,
  stringifySearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
