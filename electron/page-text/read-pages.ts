import { extractText, getDocumentProxy } from 'unpdf'
import { cutIntoPages, LONGEST_PAGE } from '#shared/domain/text-pages.ts'

/** What has text that is read; of everything else a page is a picture. */
const TEXTS: ReadonlySet<string> = new Set(['text/plain', 'text/csv', 'text/markdown'])
const PDF = 'application/pdf'

/** How much text a file may have to be read at all. */
export interface TextLimits {
  readonly pages: number
  readonly characters: number
}

/** Whether text can be read out of files of this type. */
export function hasReadablePages(mediaType: string): boolean {
  const bare = bareType(mediaType)
  return bare === PDF || TEXTS.has(bare)
}

/**
 * The text of each page, in order; empty for a page without any. No pages for types that are not read.
 *
 * @throws Error of the PDF library for a file that is damaged, or asks for a password; RangeError for one that has more
 *   than the limits say: a part of it would pass for all that it says.
 */
export async function readPages(content: Uint8Array, mediaType: string, limits: TextLimits): Promise<string[]> {
  if (!hasReadablePages(mediaType)) return []
  const isPdf = bareType(mediaType) === PDF
  const pages = isPdf ? await readPdf(content, limits) : cutIntoPages(decode(content))
  requireWithin(pages.length, limits.pages)
  requireWithin(
    pages.reduce((sum, { length }) => sum + length, 0),
    limits.characters,
  )
  // Halves of characters that the cut, or the file itself, left are taken by no database.
  return pages.map((page) =>
    tidy(page)
      .slice(0, LONGEST_PAGE)
      .replace(/\p{Cs}/gu, ''),
  )
}

/** `'Text/Plain; charset=utf-8'` → `'text/plain'`. */
function bareType(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

function requireWithin(amount: number, most: number): void {
  if (amount > most) throw new RangeError('the file has more text than is read')
}

async function readPdf(content: Uint8Array, limits: TextLimits): Promise<string[]> {
  // Its own copy: the library takes the bytes away from whoever hands them over.
  const pdf = await getDocumentProxy(content.slice())
  try {
    requireWithin(pdf.numPages, limits.pages)
    return (await extractText(pdf, { mergePages: false })).text
  } finally {
    await pdf.loadingTask.destroy()
  }
}

/** As UTF-8, or UTF-16 where the file says so, or else as old Windows programs write. */
function decode(content: Uint8Array): string {
  const [first, second] = content
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(content)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(content)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return new TextDecoder('windows-1252').decode(content)
  }
}

/** Without what no database keeps and no person reads: control characters, and space at the ends. */
function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .trim()
}
