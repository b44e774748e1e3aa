export { renderInternet, renderInternetCpe } from './render.ts';
export type { InternetIntent, InternetLeg } from './types.ts';
