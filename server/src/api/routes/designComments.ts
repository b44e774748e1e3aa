import { DesignCommentCreate } from '@turnup/contract';
import { addComment, findDesign, listComments, settleComment } from '../../design/index.ts';
import { ok, unwrap } from '../../foundation/result.ts';
import { recordAudit } from '../../platform/events/index.ts';
import { notFound, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';

const path = '/turnup/v1/serviceDesign/:id/comment';

/** Remarks of reviewers and engineers on designs. */
export function designCommentRoutes({ database, delivery }: Application): Route[] {
  return [
    route({
      method: 'GET',
      path,
      access: may('design.read'),
      summary: 'Remarks on a design, the oldest first',
      async handle({ params, context }) {
        const id = params['id'] ?? '';
        const design = await findDesign(database.sql, context.tenant, id);
        return design === undefined
          ? notFound('service design', id)
          : ok({ status: 200, body: await listComments(database.sql, context.tenant, id) });
      },
    }),
    route({
      method: 'POST',
      path,
      access: may('design.comment'),
      summary: 'Remark something on the present version of a design',
      body: DesignCommentCreate,
      async handle({ params, body, context }) {
        const comment = await database.transaction(async (tx) =>
          unwrap(
            await addComment(tx, context.tenant, delivery.design, {
              ...body,
              id: params['id'] ?? '',
              by: context.account,
            }),
          ),
        );
        return ok({ status: 201, body: comment });
      },
    }),
    ...(['settle', 'reopen'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `${path}/:comment/${verb}`,
        access: may('design.comment'),
        summary: verb === 'settle' ? 'A remark is dealt with' : 'A remark is not dealt with after all',
        async handle({ params, context }) {
          const [id, comment] = [params['id'] ?? '', params['comment'] ?? ''];
          const settled = await database.transaction(async (tx) => {
            const after = unwrap(
              await settleComment(tx, context.tenant, delivery.design, {
                id,
                comment,
                settled: verb === 'settle',
                by: context.account,
              }),
            );
            await recordAudit(tx, context.tenant, [
              {
                account: context.account,
                action: `serviceDesign.comment.${verb}`,
                object: { kind: 'serviceDesign', id },
                detail: { comment },
                trace: context.trace,
              },
            ]);
            return after;
          });
          return ok({ status: 200, body: settled });
        },
      }),
    ),
  ];
}
