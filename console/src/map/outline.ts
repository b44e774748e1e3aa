import { queryOptions } from '@tanstack/react-query';
import type { ExtendedFeatureCollection } from 'd3-geo';
import { feature } from 'topojson-client';
import outlineUrl from 'world-atlas/countries-50m.json?url';

/** Shapes of land. */
export type Outline = ExtendedFeatureCollection;

/** The countries of the world at 1:50 million (Natural Earth), from this server. Read when a map is opened. */
export const outlineQuery = queryOptions({
  queryKey: ['outline'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<Outline> => {
    const response = await fetch(outlineUrl);
    if (!response.ok) throw new Error(`the outline of the map answered ${response.status}`);
    const topology = (await response.json()) as Parameters<typeof feature>[0];
    const countries = topology.objects['countries'];
    if (countries === undefined) throw new Error('the outline of the map has no countries');
    return feature(topology, countries) as Outline;
  },
});
