import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import { useEffect, useState } from 'react';
import { LegsTable, RoutesTable } from '../map/RouteTables.tsx';
import { Loading } from '../shared/Loading.tsx';
import { Scroller } from '../shared/Scroller.tsx';
import { diagramOf, type PlacedDiagram, placed } from './diagram.ts';
import classes from './Topology.module.css';

type Props = { readonly design: ServiceDesign; readonly alternative: DesignAlternative };

/** Sites, equipment, accesses and ways through the core as a diagram; the tables below say the same. */
export function Topology({ design, alternative }: Props) {
  const [diagram, setDiagram] = useState<PlacedDiagram>();
  useEffect(() => {
    let wanted = true;
    void placed(diagramOf(design, alternative)).then((found) => {
      if (wanted) setDiagram(found);
    });
    return () => {
      wanted = false;
    };
  }, [design, alternative]);
  return (
    <div className={classes['stack']}>
      <ul className={classes['legend']} aria-label="Legend of the diagram">
        {legend.map(([style, text]) => (
          <li key={style}>
            <svg width={34} height={8} aria-hidden="true">
              <path className={classes[style]} d="M2,4L32,4" />
            </svg>
            {text}
          </li>
        ))}
      </ul>
      {diagram === undefined ? (
        <Loading rows={8} />
      ) : (
        <Scroller label="Topology" className={classes['frame']}>
          <svg
            width={diagram.width}
            height={diagram.height}
            role="img"
            aria-label="Sites, accesses and the ways through the core; the same is in the tables below"
          >
            {diagram.edges.map(({ id, style, label, corners, at }) => (
              <g key={id} data-edge={style}>
                <path className={classes[style]} d={`M${corners.map(({ x, y }) => `${x},${y}`).join('L')}`} />
                <text className={classes['edgeLabel']} x={at.x} y={at.y - 5}>
                  {label}
                </text>
              </g>
            ))}
            {diagram.nodes.map(({ id, kind, title, lines, x, y, width, height }) => (
              <g key={id} transform={`translate(${x},${y})`} data-node={kind}>
                <rect className={classes[kind]} width={width} height={height} rx={kind === 'site' ? 4 : 12} />
                <text className={classes['nodeTitle']} x={10} y={19}>
                  {title}
                </text>
                {lines.map((line, index) => (
                  <text key={line} className={classes['nodeLine']} x={10} y={36 + index * 15}>
                    {line}
                  </text>
                ))}
              </g>
            ))}
          </svg>
        </Scroller>
      )}
      <LegsTable alternative={alternative} />
      <RoutesTable alternative={alternative} />
    </div>
  );
}

const legend = [
  ['primary', 'primary access'],
  ['diverse', 'second access'],
  ['partner', 'partner’s tail'],
  ['core', 'primary way through the core'],
  ['failover', 'fail-over way'],
] as const;
