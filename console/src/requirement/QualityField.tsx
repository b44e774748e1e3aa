import { TextInput } from '@mantine/core';
import { type ClassDraft, emptyClass, type LevelDraft, type RequirementDraft } from './draft.ts';
import { ListField } from './ListField.tsx';
import classes from './Requirement.module.css';

type Props = {
  readonly draft: RequirementDraft;
  readonly onChange: (part: Pick<RequirementDraft, 'level'> | Pick<RequirementDraft, 'classes'>) => void;
  /** An amendment cannot say that no class is left. */
  readonly keepsOne: boolean;
};

/** What the service promises, as a whole and by class; where a class says nothing the whole holds. */
export function QualityField({ draft, onChange, keepsOne }: Props) {
  return (
    <ListField<ClassDraft>
      title="Service level and classes"
      one="class of service"
      none="All traffic is of one class."
      items={draft.classes}
      fresh={emptyClass}
      onItems={(changed) => onChange({ classes: changed })}
      keepsOne={keepsOne}
      above={
        <div className={classes['above']}>
          <Level level={draft.level} onLevel={(part) => onChange({ level: { ...draft.level, ...part } })} />
        </div>
      }
    >
      {(each, change) => (
        <>
          <TextInput
            label="Name"
            maxLength={100}
            value={each.name}
            onChange={(event) => change({ name: event.currentTarget.value.trim() })}
          />
          <TextInput
            label="DSCP values"
            placeholder="46, or 26 28 30"
            value={each.dscp}
            onChange={(event) => change({ dscp: event.currentTarget.value })}
          />
          <TextInput
            label="Share, %"
            inputMode="numeric"
            value={each.share}
            onChange={(event) => change({ share: event.currentTarget.value.trim() })}
          />
          <Level level={each.level} onLevel={(part) => change({ level: { ...each.level, ...part } })} />
        </>
      )}
    </ListField>
  );
}

const promises = [
  ['rtt', 'Round trip at most, ms'],
  ['jitter', 'Jitter at most, ms'],
  ['loss', 'Loss at most, %'],
  ['interruption', 'Fail-over within, ms'],
] as const satisfies readonly (readonly [keyof LevelDraft, string])[];

type LevelProps = {
  readonly level: LevelDraft;
  readonly onLevel: (part: Partial<LevelDraft>) => void;
};

function Level({ level, onLevel }: LevelProps) {
  return promises.map(([name, label]) => (
    <TextInput
      key={name}
      label={label}
      inputMode="decimal"
      value={level[name]}
      onChange={(event) => onLevel({ [name]: event.currentTarget.value.trim() })}
    />
  ));
}
