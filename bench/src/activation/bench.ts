import type { Bench } from '../types.ts';
import { growth } from './growth.ts';
import { plan20k } from './plan20k.ts';
import { reroute } from './reroute.ts';
import { tx100 } from './tx100.ts';

/** Configuration of networks: many devices at once, many services, and the way out of a cut link. */
export const activationBench: Bench = {
  name: 'activation',
  about:
    'one transaction over 100 NETCONF devices; 20,000 services on 500 devices; ten links cut under traffic',
  limitMinutes: 30,
  async run(run, options) {
    return [
      ...(await plan20k(run, options)),
      ...(await growth(run, options)),
      ...(await tx100(run, options)),
      ...(await reroute(run, options)),
    ];
  },
};
