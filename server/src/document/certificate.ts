import type { BirthCertificate, CertifiedCase } from './certificateTypes.ts';
import { capital, counted, day, number, rate, words } from './format.ts';
import type { Cell, Document, Section, Tone } from './types.ts';

/** The birth certificate as a document, for page and PDF. Pure. */
export function composeCertificate(certificate: BirthCertificate): Document {
  const { customer, specification, tested, waivers } = certificate;
  return {
    kind: 'Birth certificate',
    title: `${specification.name}: ${certificate.name}`,
    customer: customer.name,
    number: certificate.number,
    status: verdictOf(certificate),
    facts: [
      ['Customer', customer.name],
      ['Service', `${certificate.number}, ${words(certificate.state)}`],
      ['Specification', `${specification.code} version ${specification.version}`],
      ['Order', certificate.orderNumber],
      ['In use since', certificate.startDate === undefined ? 'not yet' : day(certificate.startDate)],
      ['Tested', `${day(tested.recordedAt)}, ${tested.verdict}`],
      ['Waived', waivers.length === 0 ? 'nothing' : counted(waivers.length, 'run')],
      ['Scale', scaleText(certificate)],
    ],
    sections: [orderedSection(certificate), builtSection(certificate), testedSection(certificate)],
  };
}

function verdictOf({ tested, waivers }: BirthCertificate): string {
  if (tested.verdict === 'passed') return 'Passed';
  return waivers.some(({ testId }) => testId === tested.testId)
    ? `${capital(tested.verdict)}, waived`
    : capital(tested.verdict);
}

function scaleText({ rateScale }: BirthCertificate): string {
  if (rateScale === 1) return 'the ordered rates, 1 : 1';
  return `laboratory rates: ${number(rateScale, 4)} of the ordered ones`;
}

function orderedSection({ ordered, rateScale }: BirthCertificate): Section {
  const { serviceLevel = {}, classesOfService = [], latencyBounds = [] } = ordered;
  const levels = Object.entries(serviceLevel).map(
    ([name, value]) => [capital(words(name)), String(value)] as const,
  );
  return {
    title: 'Ordered',
    blocks: [
      {
        kind: 'table',
        columns: [
          { name: 'Site', share: 26 },
          { name: 'Rate', share: 16, align: 'end' },
          { name: rateScale === 1 ? 'Configured' : 'Configured (scaled)', share: 18, align: 'end' },
          { name: 'Access', share: 12 },
          { name: 'Equipment', share: 16 },
          { name: 'Availability', share: 14, align: 'end' },
        ],
        rows: ordered.sites.map((site) => [
          site.role === undefined ? site.site : `${site.site} (${site.role})`,
          rate(site.bandwidthKbps),
          rate(Math.max(1, Math.round(site.bandwidthKbps * rateScale))),
          site.access,
          words(site.cpe),
          site.availabilityPercent === undefined ? '' : `${number(site.availabilityPercent, 3)} %`,
        ]),
        caption: `Topology: ${words(ordered.topology)}`,
      },
      ...(classesOfService.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              columns: [
                { name: 'Class', share: 40 },
                { name: 'DSCP', share: 30 },
                { name: 'Share', share: 30, align: 'end' as const },
              ],
              rows: classesOfService.map(({ name, dscp, sharePercent }) => [
                name,
                dscp.join(', '),
                `${sharePercent} %`,
              ]),
            },
          ]),
      {
        kind: 'facts',
        facts: [
          ...levels,
          ...latencyBounds.map(
            ({ from, to, maximumRttUs }) =>
              [`Round trip ${from} to ${to}`, `at most ${number(maximumRttUs)} µs`] as const,
          ),
        ],
      },
    ],
  };
}

function builtSection({ built }: BirthCertificate): Section {
  return {
    title: 'Built',
    fresh: true,
    blocks: [
      {
        kind: 'table',
        columns: [
          { name: 'Site', share: 24 },
          { name: 'Leg', share: 14 },
          { name: 'Device', share: 20 },
          { name: 'Port', share: 18 },
          { name: 'Access', share: 24 },
        ],
        rows: built.legs.map(({ site, role, node, port, access, partner }) => [
          site,
          role,
          node,
          port,
          partner === undefined ? words(access) : `${words(access)}, ${partner}`,
        ]),
      },
      {
        kind: 'table',
        columns: [
          { name: 'Equipment at', share: 34 },
          { name: 'Serial number', share: 33 },
          { name: 'Model', share: 33 },
        ],
        rows: built.equipment.map(({ site, serial, model }) => [site, serial, model]),
        caption:
          built.equipment.length === 0 ? 'No equipment of the operator at the customer’s' : 'Equipment',
      },
      {
        kind: 'table',
        columns: [
          { name: 'Parameter', share: 45 },
          { name: 'Value', share: 55 },
        ],
        rows: built.parameters.map(({ key, values }) => [key, values.join(', ')]),
      },
      ...built.devices.flatMap(({ device, side, configuration }) => [
        { kind: 'heading' as const, text: device, tag: side },
        {
          kind: 'table' as const,
          columns: [
            { name: 'Place', share: 68 },
            { name: 'Value', share: 32 },
          ],
          rows: configuration.map(({ path, value }) => [path, value]),
        },
      ]),
    ],
  };
}

const tones: Readonly<Record<CertifiedCase['status'], Tone>> = {
  passed: 'good',
  failed: 'bad',
  inconclusive: 'warn',
  notRun: 'mute',
};

function testedSection(certificate: BirthCertificate): Section {
  const { tested, waivers } = certificate;
  const derived = tested.cases.filter(({ method }) => method === 'derived').length;
  return {
    title: 'Tested',
    fresh: true,
    blocks: [
      {
        kind: 'figures',
        figures: [
          {
            name: 'Verdict',
            value: tested.verdict,
            note: tested.specification,
            tone: tested.verdict === 'passed' ? 'good' : 'bad',
          },
          {
            name: 'Cases',
            value: String(tested.cases.length),
            note: countsOf(tested.cases),
          },
          { name: 'Scale', value: number(certificate.rateScale, 4), note: scaleText(certificate) },
          {
            name: 'Run',
            value: day(tested.recordedAt),
            note: tested.testId,
          },
        ],
      },
      ...(derived === 0
        ? []
        : [
            {
              kind: 'paragraph' as const,
              text: `${counted(derived, 'figure was', 'figures were')} worked out from the forwarding state of the network, without any packet: they say what the configuration does, not what a wire carries.`,
            },
          ]),
      {
        kind: 'table',
        columns: [
          { name: 'Case', share: 27 },
          { name: 'Between', share: 21 },
          { name: 'Measured', share: 13, align: 'end' },
          { name: 'Must be', share: 15, align: 'end' },
          { name: 'Predicted', share: 10, align: 'end' },
          { name: 'Before', share: 9, align: 'end' },
          { name: 'By', share: 10 },
          { name: 'Result', share: 11 },
        ],
        rows: tested.cases.map(caseRow),
      },
      ...(waivers.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              columns: [
                { name: 'Waived by', share: 18 },
                { name: 'Authority', share: 18 },
                { name: 'On', share: 14 },
                { name: 'Reason', share: 50 },
              ],
              rows: waivers.map(({ by, authority, recordedAt, reason }) => [
                by,
                authority,
                day(recordedAt),
                reason,
              ]),
              caption: 'What was waived',
            },
          ]),
      ...(tested.earlierRuns.length === 0
        ? []
        : [
            {
              kind: 'list' as const,
              items: tested.earlierRuns.map(
                ({ testId, verdict, recordedAt }) => `${day(recordedAt)}: ${verdict} (${testId})`,
              ),
            },
          ]),
    ],
  };
}

function caseRow(one: CertifiedCase): readonly Cell[] {
  const [, ...rest] = one.caseId.split(':');
  const step = one.metric === 'throughputPercent' ? (rest.at(-1) ?? '') : (one.classOfService ?? '');
  const value = (figure: number | undefined): string =>
    figure === undefined ? '' : `${number(figure, 3)} ${unitOf(one.unit)}`;
  return [
    step === '' ? words(one.metric) : `${words(one.metric)}, ${step}`,
    one.to === undefined ? one.from : `${one.from} to ${one.to}`,
    value(one.measured),
    one.threshold === undefined
      ? 'nobody said'
      : `${one.comparator === 'atMost' ? '≤' : '≥'} ${value(one.threshold)}`,
    one.predicted === undefined ? '' : number(one.predicted),
    one.earlier === undefined ? '' : number(one.earlier, 3),
    one.method === undefined ? '' : words(one.method),
    { text: words(one.status), tone: tones[one.status], strong: one.status === 'failed' },
  ];
}

function unitOf(unit: string): string {
  const short: Readonly<Record<string, string>> = {
    percent: '%',
    microseconds: 'µs',
    milliseconds: 'ms',
    bytes: 'B',
    kbps: 'kbit/s',
  };
  return short[unit] ?? '';
}

function countsOf(cases: readonly CertifiedCase[]): string {
  const counts = Map.groupBy(cases, ({ status }) => status);
  return [...counts].map(([status, own]) => `${own.length} ${words(status)}`).join(', ');
}
