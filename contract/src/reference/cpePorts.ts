import type { CpeModel } from './catalog.ts';

/** How the ports of a model are named where its record does not say: these words, numbered from 0. */
export const defaultPortWords = { wan: 'wan', lan: 'lan' } as const;

/** What is known of the ports of a model. */
export type PortNames = Pick<CpeModel, 'wanPortNames' | 'lanPortNames'>;

/** The name of a WAN port, counted from 0. */
export function wanPortOf(model: PortNames | undefined, index: number): string {
  return model?.wanPortNames?.[index] ?? `${defaultPortWords.wan}${index}`;
}

/** The names of the first LAN ports of a model, as many as asked for; fewer where its record names fewer. */
export function lanPortsOf(model: PortNames | undefined, count: number): readonly string[] {
  const numbered = Array.from({ length: count }, (_, index) => `${defaultPortWords.lan}${index}`);
  return (model?.lanPortNames ?? numbered).slice(0, count);
}
