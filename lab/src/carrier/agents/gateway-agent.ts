import net from 'node:net';
import { parseArgs } from 'node:util';
import { couple } from '../management.ts';

// The way out of the management network: what comes to its address on port 80 goes to a socket in the state folder,
// where whoever answers devices that boot listens. Network namespaces share nothing else with the world outside.
const { values } = parseArgs({ options: { address: { type: 'string' }, socket: { type: 'string' } } });
const path = values.socket ?? '';
net.createServer((incoming) => couple(incoming, net.connect({ path }))).listen(80, values.address);
