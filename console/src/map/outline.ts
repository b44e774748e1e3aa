import { queryOptions } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import outlineUrl from 'world-atlas/countries-50m.json?url';

/** The countries of the world at 1:50 million (Natural Earth), from this server. Read when a map is opened. */
export const outlineQuery = queryOptions({
  queryKey: ['outline'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<FeatureCollection> => {
    const response = await fetch(outlineUrl);
    if (!response.ok) throw new Error(`the outline of the map answered ${response.status}`);
    const topology = (await response.json()) as Topology<{ countries: GeometryCollection }>;
    return feature(topology, topology.objects.countries);
  },
});
