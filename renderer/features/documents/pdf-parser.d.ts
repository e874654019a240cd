/** The parser has no types of its own; the library is given it whole. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs'
