import type { PlanActivity } from '@turnup/contract';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { shortDateText } from '../shared/dates.ts';
import { Icon } from '../shared/Icon.tsx';
import { State } from '../shared/State.tsx';
import { finishOf, slackText, startOf } from './activityFacts.ts';
import classes from './Graph.module.css';
import { activityWords, ownerIcon, ownerText } from './words.ts';

export type ActivityNodeData = {
  readonly activity: PlanActivity;
  readonly open: boolean;
  readonly onStep: (key: string) => void;
};
export type PlanNode = Node<ActivityNodeData, 'activity'>;

/** One activity in the graph: state, name, who, when. */
export function ActivityNode({ data: { activity, open, onStep } }: NodeProps<PlanNode>) {
  const { key, name, site, owner, state, critical } = activity;
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes['handle']} />
      <button
        type="button"
        className={classes['node']}
        data-activity={key}
        data-state={state}
        data-critical={critical}
        aria-pressed={open}
        onClick={() => onStep(key)}
      >
        <span className={classes['top']}>
          <State state={activityWords[state]} />
          <span className={classes['slack']}>
            {critical ? <Icon name="critpath" size={14} /> : null}
            {slackText(activity)}
          </span>
        </span>
        <span className={classes['name']}>{name}</span>
        <span className={classes['foot']}>
          <span className="truncate" title={ownerText(owner)}>
            <Icon name={ownerIcon(owner)} size={13} />{' '}
            {site === undefined || name.includes(site) ? ownerText(owner) : site}
          </span>
          <span className="numbers">
            {shortDateText(startOf(activity))} – {shortDateText(finishOf(activity))}
          </span>
        </span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes['handle']} />
    </>
  );
}
