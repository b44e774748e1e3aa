/** One end of a cable. A router's port may be a unit, `ge1.301`: see the README on kernels without 802.1Q. */
export type CableEnd = { readonly node: string; readonly port: string };

/** A cable between two ports; both interfaces get its MTU. */
export type Cable = { readonly a: CableEnd; readonly b: CableEnd; readonly mtu: number };

/** An Ethernet device: Open vSwitch in user space with a database of its own. */
export type BridgeNode = {
  readonly name: string;
  /** Ports towards customers; parked until a service uses them. */
  readonly uni: readonly string[];
  /** Ports between devices: trunks that carry only the S-VLANs put on them, watched by BFD. */
  readonly nni: readonly string[];
};

/** An address that is a router's from the start, outside any service. */
export type PortAddress = { readonly port: string; readonly addressCidr: string };

/** A router: FRR with one network namespace per VRF, and an agent that keeps the platform's part. */
export type RouterNode = {
  readonly name: string;
  readonly role: 'edge' | 'core' | 'customer';
  /** Loopback; absent on customers' routers. */
  readonly loopback?: string;
  readonly core: readonly PortAddress[];
  /** Ports that services may use, beside those that cables name. */
  readonly ports: readonly string[];
};

/** A NETCONF device: netconfd with the fleet's model and no packets. */
export type NetconfNode = { readonly name: string };

/** A machine of a customer, or of the internet. */
export type HostNode = {
  readonly name: string;
  readonly addressCidr: string;
  /** Where everything else is; absent on a flat network. */
  readonly gateway?: string;
};

/**
 * The network over which devices that come unconfigured are told where to ask who they are (DHCP, option 67), and reach
 * whoever answers.
 */
export type ManagementNetwork = {
  readonly name: string;
  readonly addressCidr: string;
  /** Addresses that are leased. */
  readonly leases: { readonly from: string; readonly to: string };
  /** Routers that ask for one, on a port of this name. */
  readonly port: string;
  readonly devices: readonly string[];
};

/** A whole carrier as data. */
export type Topology = {
  readonly asNumber: number;
  readonly bfdIntervalMs: number;
  readonly bridges: readonly BridgeNode[];
  readonly routers: readonly RouterNode[];
  readonly netconf: readonly NetconfNode[];
  readonly hosts: readonly HostNode[];
  readonly cables: readonly Cable[];
  readonly management?: ManagementNetwork;
};

/** How the product reaches a device: a record of the reference data kind `deviceAccess`. */
export type DeviceAddress = {
  readonly device: string;
  readonly driver: 'netconf' | 'ovsdb' | 'frr';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
  readonly hostKeySha256: string;
};

/** The SNMP agent of a device that boots, as it is reached once it has booted. */
export type AgentAddress = { readonly device: string; readonly host: string; readonly port: number };

/** How a device that came unconfigured is switched on: what is on its label and in it, and where it is reached from outside. */
export type BootWish = {
  readonly node: string;
  readonly model: string;
  readonly serial: string;
  readonly voucher: string;
  readonly firmware: string;
  readonly managementPort: number;
  readonly snmpPort: number;
};

/** What came of it: the address that it leased, the place it was told to ask, and the answer. */
export type Booted = {
  readonly address: string;
  readonly url: string;
  readonly status: number;
  readonly message?: string;
};

/** What the laboratory can break. Links are named by one of their ends. */
export type Fault =
  | { readonly kind: 'linkDown'; readonly node: string; readonly port: string }
  | { readonly kind: 'linkUp'; readonly node: string; readonly port: string }
  /** The link stays up and `percent` of what leaves by this port is lost; 0 mends it. */
  | { readonly kind: 'drop'; readonly node: string; readonly port: string; readonly percent: number }
  | { readonly kind: 'mtu'; readonly node: string; readonly port: string; readonly mtu: number }
  /** Another S-VLAN on a bridge's customer port, behind the back of whoever configured it. */
  | { readonly kind: 'wrongVlan'; readonly node: string; readonly port: string; readonly vlan: number }
  | { readonly kind: 'kill'; readonly node: string }
  | { readonly kind: 'start'; readonly node: string }
  /** The agent beside the device dies alone, or stops answering without dying, or goes on. */
  | { readonly kind: 'agent'; readonly node: string; readonly signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' };
