/** An open PDF, drawn page by page. */
export interface Pdf {
  readonly pages: number
  /** Width by height of the first page; most others are like it. */
  readonly shape: number
  /** Draws a page, counted from 1, as wide as twice the canvas shows, so that print stays sharp. @returns its shape. */
  draw(page: number, canvas: HTMLCanvasElement): Promise<number>
  close(): void
}

/** Its parser, put where the library looks for one before it would start a worker from an address. */
interface WithParser {
  pdfjsWorker?: unknown
}

const WIDTH = 1600

/** Where the bundle lays the decoders of scanned pictures. */
const DECODERS = 'pdf/'

/** Opens a PDF from memory, without running anything in it. @throws where it is no PDF or needs a password. */
export async function openPdf(content: Uint8Array): Promise<Pdf> {
  // Loaded here, not at the start: the library is large and most pages show no PDF.
  const [library, parser] = await Promise.all([
    import('pdfjs-dist/legacy/build/pdf.mjs'),
    import('pdfjs-dist/legacy/build/pdf.worker.mjs'),
  ])
  ;(globalThis as WithParser).pdfjsWorker = parser
  // The library takes the bytes for itself, and the caller may need them again.
  const task = library.getDocument({
    data: content.slice(),
    useWasm: false,
    wasmUrl: new URL(DECODERS, window.location.href).href,
    useSystemFonts: true,
  })
  const document = await task.promise
  const first = (await document.getPage(1)).getViewport({ scale: 1 })
  return {
    pages: document.numPages,
    shape: first.width / first.height,
    async draw(number, canvas) {
      const page = await document.getPage(number)
      const viewport = page.getViewport({ scale: WIDTH / page.getViewport({ scale: 1 }).width })
      canvas.width = viewport.width
      canvas.height = viewport.height
      await page.render({ canvas, viewport }).promise
      return viewport.width / viewport.height
    },
    close: () => void task.destroy(),
  }
}
