import { type ClassDraft, type LevelDraft, type RequirementDraft, rateOf, wordsIn } from './draft.ts';

const numeric = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
const amount = (text: string): boolean => numeric(text) && Number(text) >= 0;

/** What keeps a draft from being sent, in words with their place; the server knows the rest. */
export function faultsOf(draft: RequirementDraft): string[] {
  const { specification, customer, topology } = draft;
  return [
    ...(specification === '' ? ['Choose a service.'] : []),
    ...(customer === '' ? ['Name the customer.'] : []),
    ...(topology === '' ? ['Choose a topology.'] : []),
    ...siteFaults(draft),
    ...boundFaults(draft),
    ...blackoutFaults(draft),
    ...levelFaults(draft.level, 'The service level'),
    ...classFaults(draft.classes),
    ...workFaults(draft),
    ...termsFaults(draft),
  ];
}

function siteFaults({ sites }: RequirementDraft): string[] {
  return sites.flatMap((site, index) => {
    const name = site.site === '' ? `Site ${index + 1}` : site.site;
    return [
      ...(site.site === '' ? [`${name} has no place.`] : []),
      ...(rateOf(site.rate) === undefined
        ? [`${name}: “${site.rate}” is no rate; write Mbit/s, or 1G, 500M.`]
        : []),
      ...(site.availability !== '' && !numeric(site.availability)
        ? [`${name}: “${site.availability}” is no availability; write percent, such as 99.95.`]
        : []),
    ];
  });
}

function boundFaults({ bounds }: RequirementDraft): string[] {
  return bounds.flatMap(({ from, to, ms }) =>
    from === '' || to === '' || !(Number(ms) > 0)
      ? ['A latency bound needs two sites and a time in ms.']
      : [],
  );
}

function blackoutFaults({ blackouts }: RequirementDraft): string[] {
  return blackouts.flatMap(({ from, to }) =>
    from === '' || to === ''
      ? ['Days without work have a first and a last one.']
      : to < from
        ? [`Days without work end on ${to}, before they begin on ${from}.`]
        : [],
  );
}

function levelFaults(level: LevelDraft, of: string): string[] {
  return Object.values(level).some((text) => text !== '' && !amount(text))
    ? [`${of} is made of numbers: ms and percent.`]
    : [];
}

function classFaults(classes: readonly ClassDraft[]): string[] {
  const shares = classes.reduce((sum, { share }) => sum + Number(share), 0);
  return [
    ...classes.flatMap(({ name, dscp, share, level }, index) => {
      const of = name === '' ? `Class ${index + 1}` : `Class ${name}`;
      const codePoints = wordsIn(dscp);
      return [
        ...(name === '' ? [`${of} has no name.`] : []),
        ...(codePoints.length === 0 || !codePoints.every((each) => /^\d+$/.test(each) && Number(each) <= 63)
          ? [`${of} needs DSCP values, 0 to 63.`]
          : []),
        ...(/^\d+$/.test(share) ? [] : [`${of} needs a share in whole percent.`]),
        ...levelFaults(level, of),
      ];
    }),
    ...(classes.length > 0 && shares !== 100 ? [`The classes share ${shares} %, not 100 %.`] : []),
  ];
}

function workFaults({ works }: RequirementDraft): string[] {
  return works.flatMap(({ code, description, owner, days, costMinor, fromHour, toHour }, index) => {
    const of = code === '' ? `Work ${index + 1}` : `Work ${code}`;
    return [
      ...(code === '' || description === '' || owner === ''
        ? [`${of} needs a code, a description and an owner.`]
        : []),
      ...(/^\d+$/.test(days) ? [] : [`${of} takes whole working days.`]),
      ...(costMinor === undefined ? [`${of} has a cost that is no amount.`] : []),
      ...((fromHour === '') === (toHour === '') ? [] : [`${of} has hours that lack their begin or end.`]),
    ];
  });
}

/** What is missing of commercial terms; nothing where none are given. */
export function termsFaults({ terms }: Pick<RequirementDraft, 'terms'>): string[] {
  if (terms === undefined) return [];
  const { currency, ...numbers } = terms;
  return currency === '' || !Object.values(numbers).every(numeric)
    ? ['The commercial terms are not complete: each is a number.']
    : [];
}
