/** What is used of pdfmake 0.3, which ships no types of its own. */
declare module 'pdfmake' {
  type FontFiles = Readonly<Record<'normal' | 'bold' | 'italics' | 'bolditalics', string>>;
  const pdfmake: {
    setFonts(fonts: Readonly<Record<string, FontFiles>>): void;
    /** Whether an address may be fetched for an image or a font. */
    setUrlAccessPolicy(allowed: (url: string) => boolean): void;
    /** Whether a file may be read for an image or a font. */
    setLocalAccessPolicy(allowed: (path: string) => boolean): void;
    createPdf(definition: Readonly<Record<string, unknown>>): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
