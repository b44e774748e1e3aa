import type {
  AccessOption,
  CheckServiceQualification,
  Confidence,
  FeasibilityAnswer,
} from '@turnup/contract';
import type { StateWord } from '../shared/State.tsx';

type Question = CheckServiceQualification;

/** What an answer says, in words. */
export const resultWords: Readonly<Record<FeasibilityAnswer['result'], StateWord>> = {
  qualified: { word: 'Feasible as asked', icon: 'check', tone: 'good' },
  alternate: { word: 'Feasible otherwise', icon: 'warning', tone: 'warn' },
  unqualified: { word: 'Not feasible', icon: 'ban', tone: 'bad' },
};

/** An answer that was overtaken by something that changed. */
export const overtakenWord: StateWord = { word: 'No longer holds', icon: 'warning', tone: 'bad' };

export const confidenceWords: Readonly<Record<Confidence, StateWord>> = {
  green: { word: 'Green: certain', icon: 'check', tone: 'good' },
  yellow: { word: 'Yellow: to be settled', icon: 'warning', tone: 'warn' },
  red: { word: 'Red: cannot be done', icon: 'ban', tone: 'bad' },
};

const stateWords: Readonly<Record<Question['state'], StateWord>> = {
  acknowledged: { word: 'Asked', icon: 'circle', tone: 'info' },
  inProgress: { word: 'Partners are asked', icon: 'progress', tone: 'info' },
  done: { word: 'Answered', icon: 'check', tone: 'good' },
  terminatedWithError: { word: 'Ended without an answer', icon: 'cross', tone: 'bad' },
};

/** How a question stands: its result once there is one. */
export const standOf = ({
  state,
  qualificationResult,
}: Pick<Question, 'state' | 'qualificationResult'>): StateWord =>
  qualificationResult === undefined ? stateWords[state] : resultWords[qualificationResult];

export const accessWords: Readonly<Record<AccessOption['kind'], string>> = {
  onNet: 'own fibre',
  nearNet: 'own fibre, to be built',
  offNet: 'partner’s tail',
};
