import { expect, test } from 'vitest'
import { writePdf } from '#build/demo-firm/pdf.ts'

const text = {
  title: 'Letter (draft) \\ to Nguyễn & Müller-Ørsted’s “Łódź” €',
  lines: Array.from({ length: 50 }, (_, index) => `Line ${index}`),
  createdOn: '2026-01-15',
}

/** Reads the file as a viewer does: from the end, by the offsets of the cross-reference table. */
function readObjects(file: string): string[] {
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1])
  const table = file.slice(start).split('\n')
  const count = Number(table[1]?.split(' ')[1])
  return table.slice(3, 2 + count).map((entry) => file.slice(Number(entry.slice(0, 10))).split('\nendobj')[0] ?? '')
}

test('writes a PDF whose objects are where its table says', () => {
  const file = Buffer.from(writePdf(text)).toString('latin1')

  const objects = readObjects(file)

  expect(objects.map((object) => object.slice(0, 25))).toEqual([
    '1 0 obj\n<< /Type /Catalog',
    '2 0 obj\n<< /Type /Pages /',
    '3 0 obj\n<< /Type /Font /S',
    '4 0 obj\n<< /Title (Letter',
    '5 0 obj\n<< /Type /Page /P',
    expect.stringMatching(/^6 0 obj\n<< \/Length \d+/),
    '7 0 obj\n<< /Type /Page /P',
    expect.stringMatching(/^8 0 obj\n<< \/Length \d+/),
  ])
})

test('states the true length of every page’s content', () => {
  const file = Buffer.from(writePdf(text)).toString('latin1')

  const lengths = [...file.matchAll(/\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g)].map((match) => [
    Number(match[1]),
    match[2]?.length,
  ])

  expect(lengths).toEqual(lengths.map(([, actual]) => [actual, actual]))
})

test('escapes what has a meaning in PDF, and drops accents the font does not have', () => {
  const file = Buffer.from(writePdf({ ...text, lines: [] })).toString('latin1')

  const title = /\/Title (\(.*\)) \/CreationDate/.exec(file)?.[1]

  expect(title).toBe('(Letter \\(draft\\) \\\\ to Nguyen & M\\374ller-\\330rsted\\222s \\223L\\363dz\\224 \\200)')
})
