import { useSessionStorage } from '@mantine/hooks';
import { emptyDraft, type RequirementDraft } from '../requirement/draft.ts';

/** A question while it is written: what is asked, and how. */
export type QuestionDraft = {
  readonly requirement: RequirementDraft;
  /** The sites are asked about as one service that joins them, or each for itself. */
  readonly grouping: 'together' | 'each';
  /** What is scarce is kept with the answer. */
  readonly reserve: boolean;
};

export const emptyQuestion: QuestionDraft = { requirement: emptyDraft, grouping: 'together', reserve: false };

/** The question of this tab; it survives a reload. The key counts the forms of a draft, as that of a new order does. */
export const useQuestionDraft = () =>
  useSessionStorage<QuestionDraft>({ key: 'turnup.question.2', defaultValue: emptyQuestion });
