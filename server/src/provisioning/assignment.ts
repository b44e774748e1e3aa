import type { Team } from '@turnup/contract';
import type { Absence, Explanation } from './types.ts';

/** What decides who gets a piece of work. */
export type WorkToAssign = {
  readonly skill?: string | null | undefined;
  readonly team?: string | null | undefined;
  readonly place?: string | null | undefined;
  readonly plannedStartDate?: string | null | undefined;
  readonly plannedFinishDate?: string | null | undefined;
};

/** Who gets it and why, or that nobody can. */
export type Assignment = {
  readonly assignee: string | null;
  readonly team: string | null;
  readonly explanation: Explanation;
};

type Member = Team['members'][number];
type Candidate = {
  readonly member: Member;
  readonly team: Team;
  readonly local: boolean;
  readonly load: number;
};

/**
 * Gives a piece of work to a member of its team (of any team, where none is named) who has the skill, works at the place
 * and is not away. Of those first who is named for the place, then who has least open work, then by account, so that
 * the same facts always give the same answer. `loads` counts open work by account.
 */
export function assign(
  work: WorkToAssign,
  teams: readonly Team[],
  loads: ReadonlyMap<string, number>,
  absences: readonly Absence[],
): Assignment {
  const team = work.team ?? null;
  if (team === null && !work.skill) {
    return nobody(null, 'NO_TEAM_OR_SKILL', 'neither team nor skill is named: someone has to claim it', {});
  }
  const chosen = team === null ? teams : teams.filter(({ code }) => code === team);
  if (chosen.length === 0)
    return nobody(team, 'TEAM_UNKNOWN', `there is no team ${team}`, { team: team ?? '' });
  const candidates = chosen.flatMap((one) => candidatesOf(work, one, loads, absences));
  const best = candidates.toSorted(byFitness)[0];
  if (best === undefined) return nobody(team, 'NOBODY_FITS', reasonNobody(work, team), parametersOf(work, 0));
  const where = work.place ? (best.local ? ` and is named for ${work.place}` : ' and works anywhere') : '';
  return {
    assignee: best.member.account,
    team: best.team.code,
    explanation: {
      code: 'ASSIGNED_BY_RULE',
      message: `${best.member.name} of ${best.team.name} can do it${where}, with ${best.load} open; ${candidates.length} could`,
      parameters: { ...parametersOf(work, candidates.length), account: best.member.account, load: best.load },
    },
  };
}

function candidatesOf(
  work: WorkToAssign,
  team: Team,
  loads: ReadonlyMap<string, number>,
  absences: readonly Absence[],
): readonly Candidate[] {
  return team.members
    .filter((member) => unfitness(work, member) === null && !isAway(work, member.account, absences))
    .map((member) => ({
      member,
      team,
      local: (member.places ?? []).length > 0,
      load: loads.get(member.account) ?? 0,
    }));
}

/** Why a member cannot do the work, or null. Someone without places works anywhere. */
export function unfitness(work: WorkToAssign, member: Member): 'skill' | 'place' | null {
  if (work.skill && !member.skills.includes(work.skill)) return 'skill';
  const places = member.places ?? [];
  return work.place && places.length > 0 && !places.includes(work.place) ? 'place' : null;
}

function isAway(work: WorkToAssign, account: string, absences: readonly Absence[]): boolean {
  const from = work.plannedStartDate ?? work.plannedFinishDate;
  if (!from) return false;
  const to = work.plannedFinishDate ?? from;
  return absences.some((away) => away.account === account && away.from <= to && from < away.until);
}

function byFitness(one: Candidate, other: Candidate): number {
  if (one.local !== other.local) return one.local ? -1 : 1;
  return one.load - other.load || (one.member.account < other.member.account ? -1 : 1);
}

function nobody(
  team: string | null,
  code: string,
  message: string,
  parameters: Explanation['parameters'],
): Assignment {
  return { assignee: null, team, explanation: { code, message, parameters } };
}

function reasonNobody(work: WorkToAssign, team: string | null): string {
  const skill = work.skill ? ` with ${work.skill}` : '';
  const place = work.place ? ` for ${work.place}` : '';
  return `nobody${team === null ? '' : ` of ${team}`}${skill}${place} is there in that time`;
}

function parametersOf(work: WorkToAssign, candidates: number): Explanation['parameters'] {
  return {
    candidates,
    ...(work.skill ? { skill: work.skill } : {}),
    ...(work.place ? { place: work.place } : {}),
    ...(work.team ? { team: work.team } : {}),
  };
}
