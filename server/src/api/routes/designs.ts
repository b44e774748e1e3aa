import {
  DesignChoice,
  DesignCreate,
  DesignDecision,
  DesignWriting,
  PlanEdit,
  PlanEditUndo,
  type ServiceDesign,
} from '@turnup/contract';
import {
  designTag,
  designVersions,
  differencesOf,
  findDesign,
  listDesigns,
  sectionsOf,
} from '../../design/index.ts';
import { ok, type Result, refuse, unwrap } from '../../foundation/result.ts';
import {
  chooseDesign,
  decideDesign,
  designDocument,
  editPlan,
  openForPerson,
  recomposeFor,
  submitDesign,
  undoPlanEdit,
  writeDesign,
} from '../../ordering/index.ts';
import { notFound, type Request, type Route, route } from '../../platform/http/index.ts';
import { type Application, may } from '../application.ts';
import { filterWords } from '../filterWords.ts';
import { pageOf, pageReply, selected } from '../paging.ts';

const path = '/turnup/v1/serviceDesign';

/** A design with its sections as they stand: by the policies, with what engineers wrote. */
const told = (design: ServiceDesign) => ({ ...design, ...sectionsOf(design) });

/** The version that a query names, undefined where it names none; refuses (400) what is no version. */
function versionOf(query: URLSearchParams, name: string): Result<number | undefined> {
  const text = query.get(name);
  if (text === null) return ok(undefined);
  return /^[1-9]\d{0,8}$/.test(text)
    ? ok(Number(text))
    : refuse(400, 'INVALID_QUERY', `${name} is the number of a version, from 1, not ${text}`, [
        { path: `?${name}`, message: 'must be a whole number from 1' },
      ]);
}

/** The Design Solution resource (eTOM 1.4.5.1): our own, because no TM Forum API has one. */
export function designRoutes(application: Application): Route[] {
  const { database, delivery } = application;
  const target = ({ params, headers }: Pick<Request<unknown>, 'params' | 'headers'>) => ({
    id: params['id'] ?? '',
    ...(headers['if-match'] === undefined ? {} : { ifMatch: headers['if-match'] }),
  });
  return [
    route({
      method: 'GET',
      path,
      access: may('design.read'),
      summary: 'Designs in brief, newest first',
      async handle({ query, context }) {
        const page = pageOf(query, ['state', 'mode', 'customer'], filterWords.designs);
        if (!page.ok) return page;
        const text = (name: string): Record<string, string> =>
          query.has(name) ? { [name]: query.get(name) ?? '' } : {};
        const filter = { ...text('state'), ...text('mode'), ...text('customer') };
        const { designs, total } = await listDesigns(
          database.sql,
          context.tenant,
          filter as never,
          page.value,
        );
        return ok(pageReply(designs, total, page.value, query.get('fields')));
      },
    }),
    route({
      method: 'POST',
      path,
      access: may('design.edit'),
      summary: 'Open a design for a requirement that nobody has asked about or ordered',
      body: DesignCreate,
      async handle({ body, context }) {
        const design = await database.transaction(async (tx) =>
          unwrap(await openForPerson(delivery, tx, context, body.requirement)),
        );
        return ok({
          status: 201,
          body: told(design),
          headers: { etag: designTag(design) },
          location: design.href,
        });
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id`,
      access: may('design.read'),
      summary: 'One design, its present version or the one asked for',
      async handle({ params, query, context }) {
        const version = versionOf(query, 'version');
        if (!version.ok) return version;
        const design = await findDesign(database.sql, context.tenant, params['id'] ?? '', version.value);
        if (design === undefined) return notFound('service design', params['id'] ?? '');
        return ok({
          status: 200,
          body: selected(told(design), query.get('fields')),
          headers: { etag: designTag(design) },
        });
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id/version`,
      access: may('design.read'),
      summary: 'All versions of a design in brief',
      handle: async ({ params, context }) =>
        ok({ status: 200, body: await designVersions(database.sql, context.tenant, params['id'] ?? '') }),
    }),
    route({
      method: 'GET',
      path: `${path}/:id/difference`,
      access: may('design.read'),
      summary: 'What a version says otherwise than another: ?from=&to=, the present one where none is named',
      async handle({ params, query, context }) {
        const id = params['id'] ?? '';
        const [from, to] = [versionOf(query, 'from'), versionOf(query, 'to')];
        if (!from.ok) return from;
        if (!to.ok) return to;
        const [before, after] = await Promise.all(
          [from.value, to.value].map((version) => findDesign(database.sql, context.tenant, id, version)),
        );
        if (before === undefined || after === undefined)
          return notFound(
            'version of service design',
            `${id}, ${(before === undefined ? from : to).value ?? 'present'}`,
          );
        return ok({ status: 200, body: differencesOf(before, after) });
      },
    }),
    route({
      method: 'GET',
      path: `${path}/:id/document`,
      access: may('design.read'),
      summary: 'The solution design document, in HTML or with format=pdf in PDF',
      async handle({ params, query, context }) {
        const format = query.get('format') ?? 'html';
        if (format !== 'html' && format !== 'pdf')
          return refuse(400, 'INVALID_QUERY', `format is html or pdf, not ${format}`, [
            { path: '/format', message: 'is html or pdf' },
          ]);
        const version = versionOf(query, 'version');
        if (!version.ok) return version;
        const rendered = await designDocument(delivery, context.tenant, {
          id: params['id'] ?? '',
          version: version.value,
          alternative: query.get('alternative') ?? undefined,
          format,
        });
        if (!rendered.ok) return rendered;
        const { body, contentType, name } = rendered.value;
        return ok({
          status: 200,
          body,
          headers: { 'content-type': contentType, 'content-disposition': `inline; filename="${name}"` },
        });
      },
    }),
    route({
      method: 'PATCH',
      path: `${path}/:id`,
      access: may('design.edit'),
      summary: 'Write operational methods and quality objectives in place of what the policies say',
      body: DesignWriting,
      async handle(request) {
        const { body, context } = request;
        const design = await database.transaction(async (tx) =>
          unwrap(await writeDesign(delivery, tx, context, target(request), body)),
        );
        return ok({ status: 200, body: told(design), headers: { etag: designTag(design) } });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/planEdit`,
      access: may('design.edit'),
      summary: 'Edit the implementation plan: the next version is re-baselined, with the reason',
      body: PlanEdit,
      async handle(request) {
        const { body, context } = request;
        const design = await database.transaction(async (tx) =>
          unwrap(await editPlan(delivery, tx, context, target(request), body)),
        );
        application.wake();
        return ok({ status: 200, body: told(design), headers: { etag: designTag(design) } });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/planEdit/undo`,
      access: may('design.edit'),
      summary: 'Take back the last edit of the implementation plan',
      body: PlanEditUndo,
      async handle(request) {
        const { body, context } = request;
        const design = await database.transaction(async (tx) =>
          unwrap(await undoPlanEdit(delivery, tx, context, target(request), body.reason)),
        );
        application.wake();
        return ok({ status: 200, body: told(design), headers: { etag: designTag(design) } });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/choose`,
      access: may('design.edit'),
      summary: 'Choose an alternative',
      body: DesignChoice,
      async handle(request) {
        const { body, context } = request;
        const design = await database.transaction(async (tx) =>
          unwrap(await chooseDesign(delivery, tx, context, target(request), body.alternative)),
        );
        return ok({ status: 200, body: design });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/recompose`,
      access: may('design.edit'),
      summary: 'Compose the design anew from the facts as they stand',
      async handle({ params, context }) {
        const design = await database.transaction(async (tx) =>
          unwrap(await recomposeFor(delivery, tx, context, params['id'] ?? '')),
        );
        return ok({ status: 200, body: design });
      },
    }),
    route({
      method: 'POST',
      path: `${path}/:id/submit`,
      access: may('design.edit'),
      summary: 'Put a design before someone else',
      async handle({ params, context }) {
        const design = await database.transaction(async (tx) =>
          unwrap(await submitDesign(delivery, tx, context, params['id'] ?? '')),
        );
        application.wake();
        return ok({ status: 200, body: design });
      },
    }),
    ...(['approve', 'reject'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `${path}/:id/${verb}`,
        access: may('design.approve'),
        summary: verb === 'approve' ? 'Approve a design made by others' : 'Reject a design with a reason',
        body: DesignDecision,
        async handle({ params, body, context }) {
          const decision = {
            approved: verb === 'approve',
            ...(body.reason === undefined ? {} : { reason: body.reason }),
            ...(body.waivers === undefined ? {} : { waivers: body.waivers }),
          };
          const design = await database.transaction(async (tx) =>
            unwrap(await decideDesign(delivery, tx, context, params['id'] ?? '', decision)),
          );
          application.wake();
          return ok({ status: 200, body: design });
        },
      }),
    ),
  ];
}
