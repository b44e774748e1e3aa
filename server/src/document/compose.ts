import { capital, day, words } from './format.ts';
import { history, operations, risks, tests } from './sections/assurance.ts';
import { business, materials } from './sections/money.ts';
import { paths, resources } from './sections/paths.ts';
import { plan } from './sections/plan.ts';
import { compliance, requirement } from './sections/requirement.ts';
import { sites } from './sections/sites.ts';
import { summary } from './sections/summary.ts';
import { topology } from './sections/topology.ts';
import type { Document, DocumentFacts } from './types.ts';

/** The solution design document of one version of a design. Pure: every number is read from the facts. */
export function composeDocument(facts: DocumentFacts): Document {
  const { design, customerName, specification } = facts;
  return {
    kind: 'Solution design',
    title: `${specification?.name ?? design.requirement.serviceSpecification}: solution design`,
    customer: customerName,
    number: design.number,
    version: design.version,
    status: capital(words(design.state)),
    facts: [
      ['Customer', customerName],
      ['Design', `${design.number}, version ${design.version}`],
      ['State', `${words(design.state)}, ${design.mode}`],
      ['Author', design.author ?? 'composed by the system'],
      [
        'Approved by',
        design.approvals
          .filter(({ decision }) => decision === 'approved')
          .map(({ by }) => by)
          .join(', ') || 'nobody yet',
      ],
      ['Composed', day(design.createdAt)],
      ['Good until', design.validUntil === undefined ? 'its order is delivered' : day(design.validUntil)],
      ['Requirement', design.requirementHash.slice(0, 16)],
    ],
    sections: [
      summary,
      requirement,
      compliance,
      topology,
      sites,
      paths,
      resources,
      materials,
      business,
      plan,
      risks,
      tests,
      operations,
      history,
    ].map((section) => section(facts)),
  };
}
