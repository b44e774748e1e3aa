import { useSessionStorage } from '@mantine/hooks';
import { emptyDraft, type RequirementDraft } from '../requirement/draft.ts';

/** The question that is being written in this tab; it survives a reload. */
export const useQuestionDraft = () =>
  useSessionStorage<RequirementDraft>({ key: 'turnup.question', defaultValue: emptyDraft });
