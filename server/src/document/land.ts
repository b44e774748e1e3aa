import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import type { DocumentFacts } from './types.ts';

const require = createRequire(import.meta.url);
let known: DocumentFacts['land'] | undefined;

/** The outlines of the world's countries at 1:50 million (Natural Earth, from the package world-atlas), read once. */
export function land(): DocumentFacts['land'] {
  known ??= read();
  return known;
}

function read(): DocumentFacts['land'] {
  const file = require.resolve('world-atlas/countries-50m.json');
  const atlas = JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof feature>[0];
  const countries = atlas.objects['countries'];
  if (countries === undefined) return [];
  const collection = feature(atlas, countries);
  const features = 'features' in collection ? collection.features : [collection];
  return features.flatMap(({ geometry }) => {
    if (geometry.type === 'Polygon') return geometry.coordinates.slice(0, 1);
    if (geometry.type === 'MultiPolygon')
      return geometry.coordinates.flatMap((polygon) => polygon.slice(0, 1));
    return [];
  });
}
