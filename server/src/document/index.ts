/** The solution design document (eTOM 1.4.5.1): composed from a design, rendered in HTML and PDF. See README.md. */
export { composeCertificate } from './certificate.ts';
export type { BirthCertificate } from './certificateTypes.ts';
export { composeDocument } from './compose.ts';
export { renderHtml } from './html.ts';
export { land } from './land.ts';
export { renderPdf } from './pdf.ts';
export type { DocumentFacts } from './types.ts';
