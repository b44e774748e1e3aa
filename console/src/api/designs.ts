import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  DesignComment,
  DesignCommentCreate,
  DesignDecision,
  DesignWriting,
  PlanEdit,
  ServiceDesign,
} from '@turnup/contract';
import type { DesignSummary, Topology } from './answers.ts';
import { call, get } from './client.ts';
import { getPage, type Query } from './page.ts';

export const designPath = '/turnup/v1/serviceDesign';

export const designsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['designs', query],
    queryFn: () => getPage<DesignSummary>(designPath, query),
    placeholderData: keepPreviousData,
  });

export const designQuery = (id: string) =>
  queryOptions({ queryKey: ['design', id], queryFn: () => get<ServiceDesign>(`${designPath}/${id}`) });

/** One thing that two versions of a design say otherwise. */
export type Difference = {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
};

export const differenceQuery = (id: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['design', id, 'difference', from, to],
    queryFn: () => get<readonly Difference[]>(`${designPath}/${id}/difference?from=${from}&to=${to}`),
    enabled: from < to,
  });

export const topologyQuery = queryOptions({
  queryKey: ['topology'],
  queryFn: () => get<Topology>('/turnup/v1/topology'),
  staleTime: 60_000,
});

export const chooseAlternative = (id: string, alternative: string) =>
  call<ServiceDesign>('POST', `${designPath}/${id}/choose`, { alternative });
export const submitDesign = (id: string) => call<ServiceDesign>('POST', `${designPath}/${id}/submit`);
export const decideDesign = (id: string, verb: 'approve' | 'reject', decision: DesignDecision) =>
  call<ServiceDesign>('POST', `${designPath}/${id}/${verb}`, decision);
/** Edits the implementation plan of a design, with the reason; the next version is re-baselined. */
export const editPlan = (id: string, edit: PlanEdit) =>
  call<ServiceDesign>('POST', `${designPath}/${id}/planEdit`, edit);
export const undoPlanEdit = (id: string, reason: string) =>
  call<ServiceDesign>('POST', `${designPath}/${id}/planEdit/undo`, { reason });
export const writeDesign = (id: string, writing: DesignWriting) =>
  call<ServiceDesign>('PATCH', `${designPath}/${id}`, writing);

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['design', id, 'comments'],
    queryFn: () => get<readonly DesignComment[]>(`${designPath}/${id}/comment`),
  });
export const addComment = (id: string, comment: DesignCommentCreate) =>
  call<DesignComment>('POST', `${designPath}/${id}/comment`, comment);
export const settleComment = (id: string, comment: string, verb: 'settle' | 'reopen') =>
  call<DesignComment>('POST', `${designPath}/${id}/comment/${comment}/${verb}`);
