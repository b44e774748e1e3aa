/** Parts of a design that a comment can be about, by their tab. */
export const partNames: Readonly<Record<string, string>> = {
  compare: 'Alternatives',
  topology: 'Topology',
  compliance: 'Compliance',
  materials: 'Materials',
  plan: 'Plan',
  business: 'Money and risks',
  operations: 'Operations',
};
