import { useDisclosure } from '@mantine/hooks';
import type { DesignAlternative, OperationalMethod, QualityObjective, ServiceDesign } from '@turnup/contract';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import type { Column } from '../shared/columns.ts';
import { DataTable } from '../shared/DataTable.tsx';
import { Empty } from '../shared/Empty.tsx';
import { Facts } from '../shared/Facts.tsx';
import { Section } from '../shared/Section.tsx';
import { numberText } from '../shared/units.ts';
import classes from './Design.module.css';
import { MethodForm } from './MethodForm.tsx';
import { type Statement, statements } from './statements.ts';
import { whyNotWrite } from './why.ts';

const amount = (value: number, unit: QualityObjective['unit']): string =>
  unit === 'us' ? `${numberText(value / 1_000)} ms` : `${value} %`;

const columns: readonly Column<QualityObjective>[] = [
  { id: 'objective', header: 'Objective', cell: ({ objective }) => objective },
  {
    id: 'target',
    header: 'Target',
    align: 'right',
    cell: ({ comparator, target, unit }) => `${comparator === 'atMost' ? '≤' : '≥'} ${amount(target, unit)}`,
  },
  {
    id: 'threshold',
    header: 'Warns at',
    align: 'right',
    cell: ({ threshold, unit }) => amount(threshold, unit),
  },
  {
    id: 'tolerance',
    header: 'Tolerance',
    align: 'right',
    cell: ({ tolerance, unit }) => amount(tolerance, unit),
  },
  { id: 'grace', header: 'Grace', align: 'right', cell: ({ graceMinutes }) => `${graceMinutes} min` },
  { id: 'period', header: 'Period', cell: ({ period }) => period },
  { id: 'point', header: 'Measured at', cell: ({ measuringPoint }) => measuringPoint },
];

type Props = {
  /** As the API tells it: with the sections as engineers wrote them. */
  readonly design: ServiceDesign & Pick<DesignAlternative, 'operationalMethod' | 'qualityObjectives'>;
  readonly alternative: DesignAlternative;
};

/** How the sites are operated once they are in service, what is watched, and who must learn what before. */
export function Operations({ design, alternative }: Props) {
  const chosen = alternative.id === design.chosenAlternative;
  const said = chosen ? design : alternative;
  const objectives = said.qualityObjectives ?? [];
  return (
    <div className={classes['stack']}>
      {(alternative.training ?? []).map(({ model, skill, team, untrained, members, workingDays }) => (
        <Section key={`${model} ${team}`} title={`Training for ${model}`}>
          <p>
            {untrained.length} of {members} of {team} have no {skill}: {untrained.join(', ')}. {workingDays}{' '}
            working days, before hand-over.
          </p>
        </Section>
      ))}
      {(said.operationalMethod ?? []).map(({ site, ...method }) => (
        <Section
          key={site}
          title={site}
          aside={chosen && <Edit design={design} method={{ site, ...method }} />}
        >
          <Facts
            facts={Object.fromEntries(
              Object.entries(statements).map(([name, label]) => [
                label,
                method[name as Statement] || <b>blank</b>,
              ]),
            )}
          />
        </Section>
      ))}
      {objectives.length === 0 ? (
        <Empty title="Nothing would be watched." />
      ) : (
        <DataTable
          label="Parameters for Service Quality Management"
          columns={columns}
          rows={objectives}
          idOf={({ site, parameter }) => `${site} ${parameter}`}
        />
      )}
    </div>
  );
}

type EditProps = { readonly design: ServiceDesign; readonly method: OperationalMethod };

function Edit({ design, method }: EditProps) {
  const [writing, write] = useDisclosure(false);
  return (
    <>
      <ActionButton
        size="compact-sm"
        variant="default"
        why={whyNotWrite(design, useSession())}
        onClick={write.open}
      >
        Edit…<span className="hidden-visually"> {method.site}</span>
      </ActionButton>
      {writing && <MethodForm designId={design.id} method={method} onClose={write.close} />}
    </>
  );
}
