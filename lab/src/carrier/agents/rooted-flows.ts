// Rooted-multipoint connections by asymmetric VLANs (IEEE 802.1Q, F.1.3.2). Open vSwitch learns in each VLAN by itself,
// and a port of its comes out of one VLAN alone, so their forwarding is OpenFlow: what comes in is tagged by who sent it
// (table 0), addresses are learned for both VLANs together (20, 21), and what leaves sent comes out at roots alone (22).

/** A connection: the S-VLAN of what its roots send, and that of what its leaves send. */
export type Tree = { readonly rootVlan: number; readonly leafVlan: number };

/** A port of a connection by its OpenFlow number. */
export type TreePort =
  | { readonly kind: 'trunk'; readonly port: number }
  | {
      readonly kind: 'root' | 'leaf';
      readonly port: number;
      /** The customer's VLAN that is taken in; 0 is everything. */
      readonly vlan: number;
      /** The meter that polices what comes in. */
      readonly meter?: number;
    };

const tables = { learn: 20, known: 21, egress: 22 } as const;
/** Cookies of all trees: the S-VLAN of the roots in the last 16 bits. */
const family = 0x7f0000;
export const allTrees = `cookie=0x${family.toString(16)}/0xffffffffffff0000`;

const agedS = 300;
const mostAddresses = 8_192;

/** The cookie by which the flows of a tree, the learned ones among them, are known. */
export function cookieOf({ rootVlan }: Tree): string {
  return `0x${(family + rootVlan).toString(16)}`;
}

/** All flows of a tree on one bridge, sorted: the same ports make the same text. Pure. */
export function flowsOf(tree: Tree, ports: readonly TreePort[]): readonly string[] {
  const cookie = `cookie=${cookieOf(tree)}`;
  const mine = `reg1=${tree.rootVlan}`;
  const into = `load:${tree.rootVlan}->NXM_NX_REG1[],resubmit(,${tables.learn})`;
  const learn = [
    `learn(table=${tables.known},${cookie},idle_timeout=${agedS},priority=50,limit=${mostAddresses}`,
    'NXM_NX_REG1[],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]',
    'load:NXM_OF_IN_PORT[]->NXM_NX_REG0[0..15])',
  ].join(',');
  return [
    ...ports.flatMap((port) => ingress(tree, port).map((flow) => `table=0,${cookie},${flow}${into}`)),
    `table=${tables.learn},${cookie},${mine},actions=${learn},resubmit(,${tables.known}),resubmit(,${tables.egress})`,
    ...ports.flatMap((port) =>
      egress(tree, port).map((flow) => `table=${tables.egress},${cookie},priority=100,${mine},${flow}`),
    ),
    ...[tree.rootVlan, tree.leafVlan].map(
      (vlan) =>
        `table=${tables.egress},${cookie},priority=50,${mine},reg0=0,dl_vlan=${vlan},actions=${flood(tree, ports, vlan)}`,
    ),
  ].sort();
}

function ingress({ rootVlan, leafVlan }: Tree, port: TreePort): readonly string[] {
  if (port.kind === 'trunk')
    return [rootVlan, leafVlan].map((vlan) => `priority=200,in_port=${port.port},dl_vlan=${vlan},actions=`);
  const metered = port.meter === undefined ? '' : `meter:${port.meter},`;
  const tag = 0x1000 + (port.kind === 'root' ? rootVlan : leafVlan);
  const only = port.vlan === 0 ? '' : `,dl_vlan=${port.vlan}`;
  return [
    `priority=200,in_port=${port.port}${only},actions=${metered}push_vlan:0x88a8,set_field:${tag}->vlan_vid,`,
  ];
}

/** To a port where the address was learned; leaves do not take what leaves sent. */
function egress({ rootVlan, leafVlan }: Tree, port: TreePort): readonly string[] {
  const here = `reg0=${port.port}`;
  if (port.kind === 'trunk') return [`${here},actions=output:${port.port}`];
  const vlans = port.kind === 'root' ? [rootVlan, leafVlan] : [rootVlan];
  return vlans.map((vlan) => `${here},dl_vlan=${vlan},actions=pop_vlan,output:${port.port}`);
}

/** To everybody who may have it; what came in by a port does not go out there. */
function flood({ leafVlan }: Tree, ports: readonly TreePort[], vlan: number): string {
  const trunks = ports.filter(({ kind }) => kind === 'trunk');
  const ends = ports.filter(({ kind }) => kind === 'root' || (kind === 'leaf' && vlan !== leafVlan));
  const out = (some: readonly TreePort[]) => some.map(({ port }) => `output:${port}`);
  const actions = [...out(trunks), ...(ends.length === 0 ? [] : ['pop_vlan', ...out(ends)])];
  return actions.length === 0 ? 'drop' : actions.join(',');
}
