import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { CheckServiceQualification, CheckServiceQualificationCreate } from '@turnup/contract';
import { call, get } from './client.ts';
import { getPage, type Query } from './page.ts';

export const questionPath = '/tmf-api/serviceQualificationManagement/v4/checkServiceQualification';

export const questionsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['questions', query],
    queryFn: () => getPage<CheckServiceQualification>(questionPath, query),
    placeholderData: keepPreviousData,
  });

/** A question with its answer; one that partners are asked about is read again until it is answered. */
export const questionQuery = (id: string) =>
  queryOptions({
    queryKey: ['question', id],
    queryFn: () => get<CheckServiceQualification>(`${questionPath}/${id}`),
    refetchInterval: (query) => {
      const state = query.state.data?.state;
      return state === 'acknowledged' || state === 'inProgress' ? 3_000 : false;
    },
  });

export const ask = async (question: CheckServiceQualificationCreate) =>
  (await call<CheckServiceQualification>('POST', questionPath, question)).body;
