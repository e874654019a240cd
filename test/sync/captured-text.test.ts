import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { writePdf } from '#build/demo-firm/pdf.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { addFile, syncDocuments } from '#test/support/filed-documents.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

/** Its second page alone says who is named. */
const deed = Buffer.from(
  writePdf({
    title: 'Deed of trust',
    createdOn: '2026-01-31',
    lines: Array.from({ length: 60 }, (_, line) => (line < 50 ? `Article ${line}.` : 'The successor is Quixotewitz.')),
  }),
)

let firm: SmallFirm
let network: Network
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
})
afterAll(async () => {
  await network.close()
  await firm.close()
})
beforeEach(async () => {
  network.restore()
  householdId = await firm.insertHousehold()
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.emptyBook()
  await firm.query('DELETE FROM sync.arriving_pieces')
})

async function search(text: string) {
  const { hits } = await workstation.call('households.search', { text })
  return hits.map(({ kind, id, page }) => ({ kind, id, page }))
}

/** Pages as the firm's database has them, with what its trail copied of them. */
async function readPagesAtFirm() {
  const pages = await firm.query(
    `SELECT page_number, content LIKE '%Quixotewitz%' AS names_them, version.document_id, document_pages.created_by = $1 AS by_adviser
     FROM document_pages JOIN document_versions AS version ON version.id = version_id ORDER BY page_number`,
    [firm.adviser.id],
  )
  const [copied] = await firm.query(
    `SELECT count(*)::integer AS events FROM audit_events 
     WHERE changes::text LIKE '%Quixotewitz%' OR payload LIKE '%Quixotewitz%'`,
  )
  return { pages, copied: copied?.events }
}

test('what a file added offline says is found at once, and is filed with it as one, and no trail copies it', async () => {
  network.cut()
  const documentId = await addFile(workstation, householdId, deed)
  const offline = {
    found: await search('quixotewitz'),
    // Its pages are not said: they go with it.
    waiting: (await workstation.call('sync.outbox', {})).map(({ table, unitId }) => ({ table, unitId })),
    trail: JSON.stringify(await workstation.call('audit.recent', { limit: 50 })).includes('Quixotewitz'),
  }
  network.restore()
  await syncDocuments(workstation)

  const { unitId } = offline.waiting[0] ?? {}
  const page = { document_id: documentId, by_adviser: true }
  expect({ offline, firm: await readPagesAtFirm(), found: await search('quixotewitz') }).toEqual({
    offline: {
      found: [{ kind: 'document', id: documentId, page: 2 }],
      waiting: [
        { table: 'documents', unitId },
        { table: 'document_versions', unitId },
      ],
      trail: false,
    },
    firm: {
      pages: [
        { page_number: 1, names_them: false, ...page },
        { page_number: 2, names_them: true, ...page },
      ],
      copied: 0,
    },
    found: [{ kind: 'document', id: documentId, page: 2 }],
  })
})

/** Adds a file as the screen does. @returns what is said of its text. */
async function saySearchable(fileName: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const { fileId } = await workstation.call('documents.beginFile', {
    householdId,
    fileName,
    byteLength: content.byteLength,
  })
  await workstation.call('documents.addPiece', { fileId, index: 0, content })
  const facts = { title: 'Page', type: 'correspondence', documentDate: null } as const
  return (await workstation.call('documents.fileAdded', { fileId, ...facts })).text
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

test('whoever adds a file hears whether search finds what it says, and it is kept whatever it is', async () => {
  network.cut()
  const said = {
    text: await saySearchable('letter.txt', bytes('Dear Quixotewitz')),
    scan: await saySearchable('scan.pdf', Uint8Array.from(writePdf({ title: '', createdOn: '2026-01-31', lines: [] }))),
    photo: await saySearchable('photo.png', new Uint8Array(Buffer.from('89504e470d0a1a0a', 'hex'))),
    broken: await saySearchable('broken.pdf', bytes('%PDF-1.7 and nothing more')),
  }
  const { documents } = await workstation.call('households.get', { householdId })

  expect({ said, kept: documents.length, found: (await search('quixotewitz')).length }).toEqual({
    said: { text: 'read', scan: 'none', photo: 'none', broken: 'unread' },
    kept: 4,
    found: 1,
  })
})

test('a file that is being read is filed once, however often it is asked for', async () => {
  const { fileId } = await workstation.call('documents.beginFile', {
    householdId,
    fileName: 'deed.pdf',
    byteLength: deed.byteLength,
  })
  await workstation.call('documents.addPiece', { fileId, index: 0, content: new Uint8Array(deed) })
  const filed = { fileId, title: 'Deed', type: 'trust_certificate', documentDate: null } as const
  const replies = await Promise.all([
    workstation.reply('documents.fileAdded', filed),
    workstation.reply('documents.fileAdded', filed),
  ])
  const { documents } = await workstation.call('households.get', { householdId })

  expect({ answers: replies.map(({ ok }) => ok), documents: documents.length }).toEqual({
    answers: [true, false],
    documents: 1,
  })
})

test('the firm drops the pieces of a file that is discarded, and what it says is found no longer', async () => {
  await firm.query(
    `ALTER TABLE document_versions ADD CONSTRAINT no_pages CHECK (file_name <> 'signed page.pdf') NOT VALID`,
  )
  await addFile(workstation, householdId, deed)
  for (let cycle = 0; cycle < 3; cycle += 1) await workstation.sync()
  await firm.query('ALTER TABLE document_versions DROP CONSTRAINT no_pages')
  const count = async () => (await firm.query('SELECT count(*)::integer AS count FROM sync.arriving_pieces'))[0]?.count
  const before = await count()
  const [refused] = await workstation.call('sync.outbox', {})
  network.cut()
  await workstation.call('sync.discard', { mutationId: refused?.mutationId ?? '' })
  await workstation.sync()
  const offline = await count()
  network.restore()
  await workstation.sync()

  expect({ before, offline, after: await count(), found: await search('quixotewitz') }).toEqual({
    before: 1,
    offline: 1,
    after: 0,
    found: [],
  })
})
