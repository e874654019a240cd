import { documentPages } from '#shared/records/document-pages.ts'
import { DEFAULT_MAX_LENGTH } from '#shared/schema/validators.ts'

/** The longest text of a page, in characters; what goes beyond is not found. */
export const LONGEST_PAGE = documentPages.fields.content.maxLength ?? DEFAULT_MAX_LENGTH

/** A text has no pages: it is cut after so many characters, at the end of a line. */
const CHARACTERS_OF_A_PAGE = 4000

/**
 * A plain text cut into pages, in the same places wherever it is cut: what search finds on a page is there when the page is
 * shown.
 *
 * @returns pieces that make the text when joined; none of an empty text.
 */
export function cutIntoPages(text: string): string[] {
  const pages: string[] = []
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf('\n', start + CHARACTERS_OF_A_PAGE)
    const isLongLine = lineEnd === -1 || lineEnd > start + LONGEST_PAGE
    const end = isLongLine ? Math.min(text.length, start + LONGEST_PAGE) : lineEnd + 1
    pages.push(text.slice(start, end))
    start = end
  }
  return pages
}
