import { Document, Page, renderToBuffer, Text, View } from '@react-pdf/renderer'
import { createElement } from 'react'
import { formatDay } from '#shared/domain/format.ts'
import { text } from './elements.ts'
import { loadFonts } from './fonts.ts'
import { colors, FIRM_NAME, styles } from './theme.ts'

const letterStyles = {
  page: { paddingTop: 64, paddingBottom: 64, paddingHorizontal: 72 },
  firm: { fontSize: 12, fontWeight: 600 as const, color: colors.brand, marginBottom: 28 },
  paragraph: { fontSize: 10.5, lineHeight: 1.45, marginBottom: 10 },
}

/** A letter as a PDF, made in memory. @param content paragraphs with an empty line between them. @param day `YYYY-MM-DD`. */
export async function renderLetter(content: string, day: string, author: string): Promise<Buffer> {
  await loadFonts()
  const paragraphs = [formatDay(day), ...content.split(/\n{2,}/)].map((paragraph, index) =>
    createElement(Text, { key: `${index}`, style: letterStyles.paragraph }, paragraph),
  )
  const foot = createElement(
    View,
    { key: 'foot', style: styles.foot, fixed: true },
    text(`${FIRM_NAME}  ·  ${author}`),
    createElement(Text, { render: ({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}` }),
  )
  const page = createElement(
    Page,
    { size: 'LETTER', style: [styles.page, letterStyles.page] },
    createElement(Text, { key: 'firm', style: letterStyles.firm }, FIRM_NAME),
    ...paragraphs,
    foot,
  )
  const facts = { title: 'Recap of our meeting', author: FIRM_NAME, creator: FIRM_NAME, producer: FIRM_NAME }
  return renderToBuffer(createElement(Document, { ...facts, language: 'en-US' }, page))
}
