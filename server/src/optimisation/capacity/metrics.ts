/**
 * Lengths of links under which the demands need so much in all: the sum of their amounts times their distances. Capacities
 * carry all demands, split as they like, just when they come to as much under every such lengths (Iri 1971; Onaga and
 * Kakusho 1971). Where directions have a capacity each, the lengths of both are added.
 */
export type Metric = { readonly length: Float64Array; readonly needed: number };
