import { extractText, getDocumentProxy } from 'unpdf'
import { documentPages } from '#shared/records/document-pages.ts'
import { DEFAULT_MAX_LENGTH } from '#shared/schema/validators.ts'

/** What has text that is read; of everything else a page is a picture. */
const TEXTS: ReadonlySet<string> = new Set(['text/plain', 'text/csv', 'text/markdown'])
const PDF = 'application/pdf'

/** The longest text of a page; what goes beyond is not found. */
const MOST_CHARACTERS = documentPages.fields.content.maxLength ?? DEFAULT_MAX_LENGTH
/** A text has no pages: it is cut after so many characters, at the end of a line. */
const CHARACTERS_OF_A_PAGE = 4000

/** Whether text can be read out of files of this type. */
export function hasReadablePages(mediaType: string): boolean {
  const bare = bareType(mediaType)
  return bare === PDF || TEXTS.has(bare)
}

/**
 * The text of each page, in order; empty for a page without any. No pages for types that are not read.
 *
 * @throws Error of the PDF library for a file that is damaged, or asks for a password.
 */
export async function readPages(content: Uint8Array, mediaType: string): Promise<string[]> {
  if (!hasReadablePages(mediaType)) return []
  const pages = bareType(mediaType) === PDF ? await readPdf(content) : cutIntoPages(decode(content))
  // Halves of characters that the cut, or the file itself, left are taken by no database.
  return pages.map((page) =>
    tidy(page)
      .slice(0, MOST_CHARACTERS)
      .replace(/\p{Cs}/gu, ''),
  )
}

/** `'Text/Plain; charset=utf-8'` → `'text/plain'`. */
function bareType(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

async function readPdf(content: Uint8Array): Promise<string[]> {
  // Its own copy: the library takes the bytes away from whoever hands them over.
  const pdf = await getDocumentProxy(content.slice())
  try {
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

function cutIntoPages(text: string): string[] {
  const pages: string[] = []
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf('\n', start + CHARACTERS_OF_A_PAGE)
    const isLongLine = lineEnd === -1 || lineEnd > start + MOST_CHARACTERS
    const end = isLongLine ? Math.min(text.length, start + MOST_CHARACTERS) : lineEnd + 1
    pages.push(text.slice(start, end))
    start = end
  }
  return pages
}

/** Without what no database keeps and no person reads: control characters, and space at the ends. */
function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .trim()
}
