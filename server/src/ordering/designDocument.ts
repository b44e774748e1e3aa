import type { ServiceDesign } from '@turnup/contract';
import { designVersions, findDesign, sectionsOf } from '../design/index.ts';
import { composeDocument, type DocumentFacts, land, renderHtml, renderPdf } from '../document/index.ts';
import { ok, type Result, refuse } from '../foundation/result.ts';
import { findParty } from '../inventory/index.ts';
import type { Delivery } from './delivery.ts';

/** A document as it is sent. */
export type Rendered = {
  readonly body: string | Buffer;
  readonly contentType: string;
  readonly name: string;
};

/**
 * The solution design document of a version of a design, in HTML or PDF: of its chosen alternative, or of another that is
 * named. Refuses 404 for a design or alternative that there is not, and 409 `NO_ALTERNATIVE` where there is none at all.
 */
export async function designDocument(
  delivery: Delivery,
  tenant: string,
  wanted: {
    readonly id: string;
    readonly version?: number | undefined;
    readonly alternative?: string | undefined;
    readonly format: 'html' | 'pdf';
  },
): Promise<Result<Rendered>> {
  const design = await findDesign(delivery.sql, tenant, wanted.id, wanted.version);
  if (design === undefined) return refuse(404, 'NOT_FOUND', `there is no service design ${wanted.id}`);
  const chosen = wanted.alternative ?? design.chosenAlternative;
  const solution = design.alternatives.find(({ id }) => id === chosen);
  if (solution === undefined)
    return wanted.alternative === undefined
      ? refuse(409, 'NO_ALTERNATIVE', `design ${design.number} has no alternative that could be told`)
      : refuse(404, 'NOT_FOUND', `design ${design.number} has no alternative ${wanted.alternative}`);
  const told = { ...design, chosenAlternative: solution.id };
  const document = composeDocument(await factsOf(delivery, tenant, told, solution));
  const name = `${design.number}-v${design.version}.${wanted.format}`;
  return wanted.format === 'html'
    ? ok({ body: renderHtml(document), contentType: 'text/html; charset=utf-8', name })
    : ok({ body: await renderPdf(document), contentType: 'application/pdf', name });
}

async function factsOf(
  delivery: Delivery,
  tenant: string,
  design: ServiceDesign,
  solution: DocumentFacts['solution'],
): Promise<DocumentFacts> {
  const { sql } = delivery;
  const [catalog, network, versions, party] = await Promise.all([
    delivery.catalog(sql, tenant),
    delivery.network(sql, tenant),
    designVersions(sql, tenant, design.id),
    findParty(sql, tenant, design.requirement.customer),
  ]);
  const specification = catalog.of('serviceSpecification').get(design.requirement.serviceSpecification);
  return {
    design,
    solution,
    ...sectionsOf(design),
    versions,
    customerName: party?.name ?? design.requirement.customer,
    specification,
    testSpecification:
      specification?.testSpecification === undefined
        ? undefined
        : catalog.of('testSpecification').get(specification.testSpecification),
    cpeModels: catalog.of('cpeModel'),
    teams: new Map([...catalog.of('team').values()].map(({ code, name }) => [code, name])),
    places: new Map(Array.from(network.places, (place) => [place.code, place])),
    nodes: [...network.nodes],
    links: [...network.links],
    land: land(),
  };
}
