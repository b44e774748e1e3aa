/** What two legs of a dual-homed site must not share, from the weakest to the strictest word. */
export const diversityLevels = [
  'link',
  'node',
  'pop',
  'building',
  'card',
  'duct',
  'riser',
  'entry',
  'power',
] as const;
