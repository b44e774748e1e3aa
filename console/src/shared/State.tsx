import { Icon, type IconName } from './Icon.tsx';
import classes from './State.module.css';

/** How a state should feel. It is never told by colour alone: see {@link State}. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

/** A state as people read it: a word and an icon that both tell it, and a colour that only helps. */
export type StateWord = { readonly word: string; readonly icon: IconName; readonly tone: Tone };

export function State({ state, title }: { readonly state: StateWord; readonly title?: string }) {
  return (
    <span className={classes['state']} data-tone={state.tone} title={title}>
      <Icon name={state.icon} />
      {state.word}
    </span>
  );
}
