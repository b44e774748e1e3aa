import type { ServiceRequirement } from '@turnup/contract';

/** A case of a test as the certificate tells it. */
export type CertifiedCase = {
  readonly caseId: string;
  readonly metric: string;
  readonly from: string;
  readonly to?: string;
  readonly classOfService?: string;
  readonly status: 'passed' | 'failed' | 'inconclusive' | 'notRun';
  readonly measured?: number;
  readonly unit: string;
  readonly comparator: 'atMost' | 'atLeast';
  readonly threshold?: number;
  readonly thresholdSource: string;
  readonly predicted?: number;
  /** What it was at the run before. */
  readonly earlier?: number;
  /** How the figure came about; `derived` is worked out from forwarding state, without any packet. */
  readonly method?: string;
  readonly reason: string;
};

/** Somebody with authority let the service go on in spite of a run that did not pass. */
export type CertifiedWaiver = {
  readonly testId: string;
  readonly by: string;
  readonly authority: string;
  readonly reason: string;
  readonly recordedAt: string;
};

/**
 * The birth certificate of a service: what was ordered, what was built, what was tested. Everything comes from the
 * records; nothing is computed that they do not say.
 */
export type BirthCertificate = {
  readonly '@type': 'BirthCertificate';
  readonly serviceId: string;
  readonly number: string;
  readonly name: string;
  readonly state: string;
  readonly customer: { readonly code: string; readonly name: string };
  readonly specification: { readonly code: string; readonly name: string; readonly version: string };
  readonly orderNumber: string;
  readonly startDate?: string;
  readonly issuedAt: string;
  /** What part of the ordered rates was configured and measured; 1 is all of it. */
  readonly rateScale: number;
  readonly ordered: Pick<
    ServiceRequirement,
    'topology' | 'sites' | 'classesOfService' | 'serviceLevel' | 'latencyBounds'
  >;
  readonly built: {
    readonly legs: readonly {
      readonly site: string;
      readonly role: 'primary' | 'secondary';
      readonly node: string;
      readonly port: string;
      /** On the operator's net, near it, or a partner's. */
      readonly access: string;
      readonly partner?: string;
    }[];
    readonly equipment: readonly {
      readonly site: string;
      readonly serial: string;
      readonly model: string;
    }[];
    /** Service parameters that were allocated, by their keys. */
    readonly parameters: readonly { readonly key: string; readonly values: readonly string[] }[];
    /** What each device holds for the service. */
    readonly devices: readonly {
      readonly device: string;
      readonly side: 'provider' | 'customer';
      readonly configuration: readonly { readonly path: string; readonly value: string }[];
    }[];
  };
  readonly tested: {
    readonly testId: string;
    readonly specification: string;
    readonly verdict: 'passed' | 'failed' | 'inconclusive';
    readonly recordedAt: string;
    readonly cases: readonly CertifiedCase[];
    /** Turn-up runs before the one that decides. */
    readonly earlierRuns: readonly {
      readonly testId: string;
      readonly verdict: string;
      readonly recordedAt: string;
    }[];
  };
  readonly waivers: readonly CertifiedWaiver[];
};
