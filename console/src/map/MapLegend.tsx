import type { LineStyle } from './drawing.ts';
import classes from './Map.module.css';

const entries: readonly (readonly [LineStyle, string])[] = [
  ['primary', 'primary: solid'],
  ['diverse', 'diverse: dashed'],
  ['partner', 'partner’s tail: dotted'],
  ['core', 'core link'],
];
const ofCandidates: typeof entries = [
  ['primary', 'best: solid'],
  ['diverse', 'its second access: dashed'],
  ['partner', 'partner’s tail: dotted'],
  ['candidate', 'other candidates: thin'],
  ['core', 'core link'],
];

/** What the lines of the map are: ways of a design, or candidates of an answer. */
export function MapLegend({ candidates = false }: { readonly candidates?: boolean }) {
  return (
    <ul className={classes['legend']} aria-label="Legend of the map">
      {(candidates ? ofCandidates : entries).map(([style, text]) => (
        <li key={style}>
          <svg width={34} height={8} aria-hidden="true">
            <path className={classes[style]} d="M2,4L32,4" />
          </svg>
          {text}
        </li>
      ))}
      <li>
        <svg width={12} height={12} aria-hidden="true">
          <rect className={classes['site']} width={12} height={12} rx={2} />
        </svg>
        site
      </li>
      <li>
        <svg width={14} height={14} aria-hidden="true">
          <circle className={classes['used']} cx={7} cy={7} r={5} />
        </svg>
        point of presence
      </li>
    </ul>
  );
}
