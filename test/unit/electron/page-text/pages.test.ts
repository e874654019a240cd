import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { writePdf } from '#build/demo-firm/pdf.ts'
import { extractPages, PATIENT as limits, type PageThread, pageRows } from '#electron/page-text/extract-pages.ts'
import { readPages } from '#electron/page-text/read-pages.ts'
import { systemClock } from '#electron/platform/system-ports.ts'
import { testId } from '#test/support/builders.ts'

const script = new URL('../../../../electron/page-text/worker.ts', import.meta.url)
const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding))
const deed = writePdf({
  title: 'Deed of trust',
  createdOn: '2026-01-31',
  lines: Array.from({ length: 60 }, (_, line) => `Article ${line}: the trustee is Anna Müller.`),
})

/** A thread whose time is never up; what is cancelled is counted. */
function patientThread(): PageThread & { cancelled: number } {
  const thread = {
    script,
    limits,
    cancelled: 0,
    clock: {
      after: () => () => {
        thread.cancelled += 1
      },
    },
  }
  return thread
}

test('each page of a PDF is read by itself', async () => {
  const pages = await readPages(deed, 'application/pdf', limits)

  expect(pages.map((page) => page.split('\n').map((line) => line.trim()))).toEqual([
    [
      'Deed of trust',
      '',
      ...Array.from({ length: 38 }, (_, line) => `Article ${line}: the trustee is Anna Müller.`),
    ].filter((line) => line !== ''),
    Array.from({ length: 22 }, (_, line) => `Article ${38 + line}: the trustee is Anna Müller.`),
  ])
})

test.each([
  ['UTF-8', bytes('Müller, Łukasz')],
  ['UTF-8 with its mark', bytes('\ufeffMüller, Łukasz')],
  ['UTF-16, low byte first', bytes('\ufeffMüller, Łukasz', 'utf16le')],
  ['UTF-16, high byte first', new Uint8Array(Buffer.from('\ufeffMüller, Łukasz', 'utf16le').swap16())],
])('a text in %s is read', async (_, content) => {
  expect(await readPages(content, 'Text/Plain; charset=unknown', limits)).toEqual(['Müller, Łukasz'])
})

test('a text of an old Windows program is read, and what no database keeps is left out', async () => {
  const texts = [bytes('M\xfcller \x80 5', 'latin1'), bytes('a\u0000b\r\n\tc\u0007'), bytes('x\ud800y', 'utf16le')]

  expect(await Promise.all(texts.map((text) => readPages(text, 'text/csv', limits)))).toEqual([
    ['Müller € 5'],
    ['a b \n\tc'],
    [expect.not.stringMatching(/[\p{Cs}\p{Cc}]/u)],
  ])
})

test('a long text is cut into pages at the ends of lines, and none is longer than the database takes', async () => {
  const line = `${'word '.repeat(60)}\n`
  const endless = 'x'.repeat(250_000)

  const pages = {
    lines: (await readPages(bytes(line.repeat(30)), 'text/plain', limits)).map((page) => page.length),
    endless: (await readPages(bytes(endless), 'text/plain', limits)).map((page) => page.length),
    empty: await readPages(bytes(''), 'text/plain', limits),
  }

  expect(pages).toEqual({ lines: [4212, 4212, 600], endless: [100_000, 100_000, 50_000], empty: [] })
})

test('a thread reads a PDF and ends', async () => {
  const thread = patientThread()

  const pages = await extractPages(thread, deed, 'application/pdf')

  expect({ pages, bytesAreLeft: deed.byteLength > 0, cancelled: thread.cancelled > 0 }).toEqual({
    pages: await readPages(deed, 'application/pdf', limits),
    bytesAreLeft: true,
    cancelled: true,
  })
})

test('what has no text has no pages, and what cannot be read is told apart', async () => {
  const locked = `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Count 0 /Kids [] >> endobj
3 0 obj << /Filter /Standard /V 1 /R 2 /O <${'28'.repeat(32)}> /U <${'29'.repeat(32)}> /P -4 >> endobj
trailer << /Size 4 /Root 1 0 R /Encrypt 3 0 R /ID [<00><00>] >>
%%EOF`
  const answers = await Promise.all([
    extractPages(patientThread(), bytes('\x89PNG', 'latin1'), 'image/png'),
    extractPages(patientThread(), bytes('not a PDF'), 'application/pdf'),
    extractPages(patientThread(), deed.slice(0, 40), 'application/pdf'),
    extractPages(patientThread(), bytes(locked), 'application/pdf'),
  ])

  expect(answers).toEqual([[], null, null, null])
})

test('a file that takes too long is given up', async () => {
  const impatient: PageThread = {
    script,
    limits,
    clock: {
      after: (_, run) => {
        queueMicrotask(run)
        return () => undefined
      },
    },
  }

  expect(await extractPages(impatient, deed, 'application/pdf')).toBe(null)
})

test('pages without text have no row, and the others keep their numbers', () => {
  const rows = pageRows(['One', '', 'Three'], { householdId: testId(1), versionId: testId(2) }, () => testId(9))

  expect(rows).toEqual([
    { id: testId(9), householdId: testId(1), versionId: testId(2), pageNumber: 1, content: 'One' },
    { id: testId(9), householdId: testId(1), versionId: testId(2), pageNumber: 3, content: 'Three' },
  ])
})

test('a file with more text than is read is told apart, whether in pages or in characters', async () => {
  const text = bytes('word '.repeat(2_000))
  const within = { ...limits, pages: 3, characters: 10_000 }
  const answers = await Promise.all([
    extractPages({ ...patientThread(), limits: within }, text, 'text/plain'),
    extractPages({ ...patientThread(), limits: { ...within, characters: 9_999 } }, text, 'text/plain'),
    extractPages({ ...patientThread(), limits: { ...within, pages: 2 } }, deed, 'application/pdf'),
    extractPages({ ...patientThread(), limits: { ...within, pages: 1 } }, deed, 'application/pdf'),
  ])

  expect(answers.map((pages) => pages?.length ?? null)).toEqual([1, null, 2, null])
})

/** A PDF of some hundred kilobytes whose one page unpacks to so many megabytes. */
function writeBomb(megabytes: number): Uint8Array {
  const content = deflateSync(Buffer.alloc(megabytes * 1_000_000, 0x20), { level: 9 })
  return new Uint8Array(
    Buffer.concat([
      bytes(`%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << >> /Contents 4 0 R >> endobj
4 0 obj << /Length ${content.length} /Filter /FlateDecode >>
stream
`),
      content,
      bytes('\nendstream endobj\ntrailer << /Size 5 /Root 1 0 R >>\n%%EOF'),
    ]),
  )
}

test('a file that unpacks to more than the memory it may have is given up before its time is', async () => {
  // The time limit never ends it: only a look at the memory can.
  const clock: PageThread['clock'] = {
    after: (milliseconds, run) => (milliseconds < 1_000 ? systemClock.after(milliseconds, run) : () => undefined),
  }

  const pages = await extractPages(
    { script, clock, limits: { ...limits, megabytes: 200 } },
    writeBomb(800),
    'application/pdf',
  )

  expect(pages).toBe(null)
})
