/** A Letter page, in points, and where its text stands. */
const PAGE = { width: 612, height: 792, left: 72, top: 720, lineHeight: 16, linesPerPage: 40 } as const

export interface PdfText {
  readonly title: string
  readonly lines: readonly string[]
  /** `YYYY-MM-DD`; shown among the document's properties. */
  readonly createdOn: string
}

/**
 * Writes a small, valid PDF 1.4: one font, plain lines, as many pages as they take.
 * Letters outside Windows-1252 lose their accents, since the standard font has no others.
 */
export function writePdf(text: PdfText): Uint8Array {
  const pages = layOut(text)
  const pageNumbers = pages.map((_, index) => 5 + index * 2)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pageNumbers.map((number) => `${number} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title ${literal(text.title)} /CreationDate (D:${text.createdOn.replaceAll('-', '')}000000Z) >>`,
    ...pages.flatMap((lines, index) => [pageObject(6 + index * 2), contentObject(lines, index === 0)]),
  ]
  return assemble(objects)
}

/** The text of each page that `writePdf` makes of it, with the letters that it has. */
export function pageTexts(text: PdfText): string[] {
  return layOut(text).map((lines) => lines.join('\n').trim())
}

function layOut(text: PdfText): string[][] {
  return splitIntoPages([...wrap(text.title), '', ...text.lines.flatMap(wrap)])
}

function splitIntoPages(lines: readonly string[]): string[][] {
  const pages: string[][] = []
  for (let start = 0; start < lines.length; start += PAGE.linesPerPage) {
    pages.push(lines.slice(start, start + PAGE.linesPerPage))
  }
  return pages
}

/** Breaks at spaces after about ninety characters, which is what fits the page. */
function wrap(line: string): string[] {
  const broken = line.match(/.{1,90}(?:\s|$)|\S{1,90}/g)
  return broken === null ? [''] : broken.map((part) => part.trimEnd())
}

function pageObject(contentNumber: number): string {
  return (
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] ` +
    `/Resources << /Font << /F1 3 0 R >> >> /Contents ${contentNumber} 0 R >>`
  )
}

function contentObject(lines: readonly string[], hasTitle: boolean): string {
  const shown = lines.map((line, index) => {
    const size = hasTitle && index === 0 ? 16 : 10.5
    return `/F1 ${size} Tf ${literal(line)} Tj T*`
  })
  const stream = ['BT', `${PAGE.lineHeight} TL`, `${PAGE.left} ${PAGE.top} Td`, ...shown, 'ET'].join('\n')
  return `<< /Length ${Buffer.byteLength(stream, 'latin1')} >>\nstream\n${stream}\nendstream`
}

/** Objects are latin1 text throughout, so that an offset in characters is one in bytes. */
function assemble(objects: readonly string[]): Uint8Array {
  let file = '%PDF-1.4\n%âãÏÓ\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return new Uint8Array(
    Buffer.from(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries.join('')}${trailer}`, 'latin1'),
  )
}

/** A PDF string: Windows-1252, beyond ASCII written in octal. */
function literal(text: string): string {
  const codes = [...text].flatMap((letter) => toWindows1252(letter))
  return `(${codes.map(escapeCode).join('')})`
}

function escapeCode(code: number): string {
  const letter = String.fromCharCode(code)
  if (letter === '(' || letter === ')' || letter === '\\') return `\\${letter}`
  return code < 32 || code > 126 ? `\\${code.toString(8).padStart(3, '0')}` : letter
}

const windows1252: Readonly<Record<string, number>> = {
  ...{ '€': 0x80, '…': 0x85, Š: 0x8a, Œ: 0x8c, Ž: 0x8e, '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94 },
  ...{ '•': 0x95, '–': 0x96, '—': 0x97, š: 0x9a, œ: 0x9c, ž: 0x9e, Ÿ: 0x9f },
}
const withoutAccentForms: Readonly<Record<string, string>> = { Ł: 'L', ł: 'l', Đ: 'D', đ: 'd' }

function toWindows1252(letter: string): number[] {
  const code = letter.codePointAt(0) ?? 0
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return [code]
  const special = windows1252[letter]
  if (special !== undefined) return [special]
  const bare = (withoutAccentForms[letter] ?? letter.normalize('NFD').replace(/\p{M}/gu, '')).codePointAt(0)
  if (bare === undefined) return []
  return [bare <= 0xff ? bare : 0x3f]
}
