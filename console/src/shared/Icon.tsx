/** Outlines on a 24 × 24 grid. An icon never stands without a word or a label. */
const outlines = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M12 8v4.5l3 2',
  pause: 'M9 6v12M15 6v12',
  cross: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4L2.8 19.5h18.4zM12 10v4.5M12 17v.2',
  critical: 'M8.2 3.5h7.6l4.7 4.7v7.6l-4.7 4.7H8.2l-4.7-4.7V8.2zM12 8v5M12 16v.2',
  progress: 'M12 4a8 8 0 1 1-8 8M12 4v8h-8',
  waiting: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M8 12h.2M12 12h.2M16 12h.2',
  circle: 'M12 5a7 7 0 1 0 0 14a7 7 0 0 0 0-14',
  ban: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M6.5 6.5l11 11',
  orders: 'M6 3h9l4 4v14H6zM9.5 11h6M9.5 15h6M15 3v4h4',
  design: 'M4 7.5L12 3l8 4.5L12 12zM4 12l8 4.5 8-4.5M4 16.5L12 21l8-4.5',
  fallout: 'M12 3v9M12 12l-6 8M12 12l6 8M9 5.5L12 3l3 2.5',
  work: 'M14.5 6.5a4 4 0 0 0-5 5L4 17v3h3l5.5-5.5a4 4 0 0 0 5-5L15 12l-3-3z',
  pools:
    'M4 6.5C4 5 7.6 4 12 4s8 1 8 2.5S16.4 9 12 9 4 8 4 6.5v11C4 19 7.6 20 12 20s8-1 8-2.5v-11M4 12c0 1.5 3.6 2.5 8 2.5s8-1 8-2.5',
  jeopardy: 'M4 17a8 8 0 1 1 16 0M12 17l4-6M4 17h2M18 17h2',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  code: 'M8.5 7L4 12l4.5 5M15.5 7L20 12l-4.5 5',
  sun: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M19 14.5A8 8 0 0 1 9.5 5a8 8 0 1 0 9.5 9.5',
  help: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 16.7v.2',
  user: 'M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M4.5 20c1-3.5 4-5 7.5-5s6.5 1.5 7.5 5',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  search: 'M11 5a6 6 0 1 0 0 12a6 6 0 0 0 0-12M15.5 15.5L20 20',
  play: 'M8 5.5v13l10-6.5z',
  download: 'M12 4v11M7.5 11L12 15.5 16.5 11M5 20h14',
  retry: 'M19 12a7 7 0 1 1-2-5M19 4v4h-4',
  live: 'M12 11a1 1 0 1 0 0 2a1 1 0 0 0 0-2M8 8a5.6 5.6 0 0 0 0 8M16 8a5.6 5.6 0 0 1 0 8M5.2 5.2a9.6 9.6 0 0 0 0 13.6M18.8 5.2a9.6 9.6 0 0 1 0 13.6',
  partner: 'M4 13l4-4 4 2 4-3 4 4M8 17l2.5 2 2.5-2 2.5 1.5',
  team: 'M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M3 20c.6-3.5 2.8-5 6-5s5.4 1.5 6 5M15.5 5.5a3.5 3.5 0 0 1 0 6.5M17 15.3c2.2.5 3.5 2 4 4.7',
  system: 'M5 5h14v6H5zM5 13h14v6H5zM8 8h.2M8 16h.2',
  critpath: 'M4 18h5l6-12h5',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  star: 'M12 4l2.5 5.2 5.5.7-4 3.9 1 5.7-5-2.7-5 2.7 1-5.7-4-3.9 5.5-.7z',
} as const;

export type IconName = keyof typeof outlines;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none' }}
    >
      <path d={outlines[name]} />
    </svg>
  );
}
