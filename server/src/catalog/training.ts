import type { CpeChoice, CpeModel, Team, TrainingNeed } from '@turnup/contract';

/** Who is there, and what they have learnt since they were loaded. */
export type People = {
  readonly teams: readonly Team[];
  /** `account skill` of every training that was evidenced. */
  readonly learnt: ReadonlySet<string>;
};

/**
 * Skills needed against skills held (eTOM 1.4.5.1: training measures and needs): for each model that is chosen and asks
 * for a skill of those who operate it, the members of that team who do not have it. Nothing where all have it.
 */
export function trainingNeeds(
  cpe: readonly CpeChoice[],
  models: readonly CpeModel[],
  people: People | undefined,
): TrainingNeed[] {
  if (people === undefined) return [];
  const chosen = new Set(cpe.map(({ model }) => model));
  return models.flatMap((model): TrainingNeed[] => {
    const needed = model.operatorSkill;
    if (needed === undefined || !chosen.has(model.code)) return [];
    const members = people.teams.find(({ code }) => code === needed.team)?.members ?? [];
    const untrained = members.filter(
      ({ account, skills }) =>
        !skills.includes(needed.skill) && !people.learnt.has(`${account} ${needed.skill}`),
    );
    if (untrained.length === 0 && members.length > 0) return [];
    return [
      {
        model: model.code,
        skill: needed.skill,
        team: needed.team,
        workingDays: needed.trainingWorkingDays,
        members: members.length,
        untrained: untrained.map(({ account }) => account),
      },
    ];
  });
}
