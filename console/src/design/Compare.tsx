import { useNavigate } from '@tanstack/react-router';
import type { DesignAlternative, ServiceDesign } from '@turnup/contract';
import { chooseAlternative } from '../api/designs.ts';
import { useSession } from '../session/useSession.ts';
import { ActionButton } from '../shared/ActionButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { Scroller } from '../shared/Scroller.tsx';
import { Section } from '../shared/Section.tsx';
import { rememberUndo } from '../shared/undo.ts';
import { useAction } from '../shared/useAction.ts';
import { lookedAt } from './alternativeFacts.ts';
import { comparedLines } from './comparedLines.tsx';
import classes from './Design.module.css';
import { whyNotChoose } from './why.ts';

/** The alternatives side by side; the chosen one is marked by a word, a frame and a star. */
export function Compare({ design }: { readonly design: ServiceDesign }) {
  const lines = comparedLines(design);
  const chosen = (alternative: DesignAlternative): boolean => alternative.id === design.chosenAlternative;
  return (
    <div className={classes['stack']}>
      <Scroller label="Alternatives compared" className={classes['scroll']}>
        <table className={classes['compare']}>
          <thead>
            <tr>
              <td />
              {design.alternatives.map((alternative) => (
                <th key={alternative.id} scope="col" data-chosen={chosen(alternative)}>
                  <span className={classes['rank']}>
                    {chosen(alternative) ? (
                      <>
                        <Icon name="star" /> Chosen
                      </>
                    ) : (
                      `Rank ${alternative.rank}`
                    )}
                  </span>
                  <span className={classes['title']}>{alternative.title}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.name}>
                <th scope="row">{line.name}</th>
                {design.alternatives.map((alternative) => (
                  <td key={alternative.id} data-chosen={chosen(alternative)}>
                    {line.cell(alternative)}
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">Choose</th>
              {design.alternatives.map((alternative) => (
                <td key={alternative.id} data-chosen={chosen(alternative)}>
                  <Choose design={design} alternative={alternative} />
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </Scroller>
      {design.rejected.length > 0 && (
        <Section title="Weighed and left">
          <ul className={classes['left']}>
            {design.rejected.map(({ description, reason }) => (
              <li key={`${description} ${reason.code}`}>
                {description}: <span className="quiet">{reason.message}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  );
}

type ChooseProps = { readonly design: ServiceDesign; readonly alternative: DesignAlternative };

function Choose({ design, alternative }: ChooseProps) {
  const session = useSession();
  const navigate = useNavigate({ from: '/designs/$id' });
  const choose = useAction(() => chooseAlternative(design.id, alternative.id), {
    reread: [['design', design.id], ['designs']],
    done: `${alternative.title} is chosen.`,
  });
  const isChosen = alternative.id === design.chosenAlternative;
  return (
    <div className={classes['choices']}>
      <ActionButton
        size="xs"
        variant={isChosen ? 'default' : 'filled'}
        why={isChosen ? 'It is chosen already.' : whyNotChoose(design, session)}
        loading={choose.isPending}
        onClick={() =>
          choose.mutate(undefined, {
            onSuccess: () => {
              const before = design.chosenAlternative;
              if (before !== undefined)
                rememberUndo(design.id, {
                  label: 'choice of the alternative',
                  back: () => chooseAlternative(design.id, before),
                });
            },
          })
        }
      >
        Choose<span className="hidden-visually"> {alternative.title}</span>
      </ActionButton>
      <ActionButton
        size="xs"
        variant="default"
        onClick={() =>
          void navigate({
            search: {
              tab: 'map',
              ...(lookedAt(design, undefined) === alternative ? {} : { alternative: alternative.id }),
            },
          })
        }
      >
        Map<span className="hidden-visually"> of {alternative.title}</span>
      </ActionButton>
    </div>
  );
}
