export { renderCpe, renderL3vpn } from './render.ts';
export type { CorePath, L3vpnIntent, L3vpnLeg, L3vpnSite } from './types.ts';
