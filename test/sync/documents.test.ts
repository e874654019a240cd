import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import {
  addFile,
  fileDocument,
  listFiles,
  makeContent,
  readPlaces,
  readShown,
  sha256Of,
  syncDocuments,
} from '#test/support/filed-documents.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const MEGABYTE = 1_000_000
const DAY = 86_400_000

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
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.emptyBook()
})

async function restart(): Promise<void> {
  await workstation.stop()
  workstation = await laptop.start({ port: network.port })
  await workstation.whenOpen()
}

/** What the trail of the laptop says of documents. */
async function readTrail(): Promise<string[]> {
  const events = await workstation.call('audit.recent', { limit: 200 })
  return events
    .filter(({ table, type }) => table === 'document_versions' && type !== 'data')
    .map(({ type, action, reason }) => `${type} ${action}: ${reason}`)
    .reverse()
}

function addMeeting(inDays: number, hours = 1): Promise<string> {
  const at = Date.now() + inDays * DAY
  return firm.insert('meetings', {
    householdId,
    subject: 'Review',
    kind: 'review',
    status: 'planned',
    startsAt: new Date(at).toISOString(),
    endsAt: new Date(at + hours * 3_600_000).toISOString(),
  })
}

test('only the contents that are kept come to the laptop, encrypted, and go again', async () => {
  const kept = await fileDocument(firm, householdId, { title: 'Kept', content: makeContent(MEGABYTE, 1) })
  await fileDocument(firm, householdId, { title: 'Left', content: makeContent(MEGABYTE, 2) })
  await workstation.signIn(firm.adviser)
  const before = await readPlaces(workstation, householdId)
  await workstation.call('documents.keep', { documentId: kept.documentId, keep: true })
  await syncDocuments(workstation)
  network.cut()
  const offline = await readShown(workstation, kept.documentId)
  const during = await readPlaces(workstation, householdId)
  const [file = ''] = listFiles(laptop.profileFolder)
  const [book = ''] = listBooks()
  const onDisk = readFileSync(join(laptop.profileFolder, 'books', `${book}.files`, file))
  network.restore()
  await workstation.call('documents.keep', { documentId: kept.documentId, keep: false })
  await workstation.sync()

  expect({
    before,
    during,
    shown: offline?.equals(kept.content),
    inClear: onDisk.includes(kept.content.subarray(1000, 1032)),
    after: await readPlaces(workstation, householdId),
    files: listFiles(laptop.profileFolder),
    trail: await readTrail(),
  }).toEqual({
    before: { Kept: 'at_firm', Left: 'at_firm' },
    during: { Kept: 'here', Left: 'at_firm' },
    shown: true,
    inClear: false,
    after: { Kept: 'at_firm', Left: 'at_firm' },
    files: [],
    trail: ['document checkout: Kept on this laptop', 'document wipe: No longer kept on this laptop'],
  })
})

function listBooks(): string[] {
  const name = Object.keys(Object.fromEntries(laptop.keychain.secrets)).find((account) =>
    account.startsWith('cache-key:'),
  )
  return name === undefined ? [] : [name.slice('cache-key:'.length)]
}

test('what is kept survives a book brought anew, and is not fetched a second time', async () => {
  const filed = await fileDocument(firm, householdId, { content: makeContent(MEGABYTE) })
  await workstation.signIn(firm.adviser)
  await workstation.call('documents.keep', { documentId: filed.documentId, keep: true })
  await syncDocuments(workstation)
  const files = listFiles(laptop.profileFolder)
  // Another database by all that a laptop can tell: it brings its book anew.
  await firm.query('UPDATE sync.epoch SET epoch = gen_random_uuid()')
  await syncDocuments(workstation)

  expect({
    same: listFiles(laptop.profileFolder),
    shown: (await readShown(workstation, filed.documentId))?.equals(filed.content),
  }).toEqual({ same: files, shown: true })
})

test('a fetch that was cut goes on with the next piece, after a restart too', async () => {
  const filed = await fileDocument(firm, householdId, { content: makeContent(20 * MEGABYTE) })
  await workstation.signIn(firm.adviser)
  const begun = workstation.until('sync.changed', ({ documents }) => (documents?.hereBytes ?? 0) > 0)
  await workstation.call('documents.keep', { documentId: filed.documentId, keep: true })
  await begun
  network.cut()
  const partly = await readPlaces(workstation, householdId)
  await restart()
  // What has come need not be there any more: it is not asked for again.
  await firm.query('ALTER TABLE document_contents DISABLE TRIGGER USER')
  await firm.query(`UPDATE document_contents SET content = decode(repeat('00', 1000000), 'hex') WHERE chunk_number < 4`)
  network.restore()
  await syncDocuments(workstation)
  await firm.query('ALTER TABLE document_contents ENABLE TRIGGER USER')

  expect({ partly, shown: (await readShown(workstation, filed.documentId))?.equals(filed.content) }).toEqual({
    partly: { Agreement: 'arriving' },
    shown: true,
  })
})

test('what is not what was filed is fetched once more, then given up, and the trail says so', async () => {
  const filed = await fileDocument(firm, householdId, { content: makeContent(MEGABYTE) })
  await firm.query('ALTER TABLE document_contents DISABLE TRIGGER USER')
  await firm.query(`UPDATE document_contents SET content = decode(repeat('00', 1000000), 'hex')`)
  await firm.query('ALTER TABLE document_contents ENABLE TRIGGER USER')
  await workstation.signIn(firm.adviser)
  await workstation.call('documents.keep', { documentId: filed.documentId, keep: true })
  for (let cycle = 0; cycle < 4; cycle += 1) await workstation.sync()

  const reason = 'integrity verified: What came of the firm is not what was filed (SHA-256)'
  expect({
    places: await readPlaces(workstation, householdId),
    files: listFiles(laptop.profileFolder),
    trail: await readTrail(),
  }).toEqual({
    places: { Agreement: 'damaged' },
    files: [],
    trail: [`${reason}; fetched once more`, `${reason}; given up`],
  })
})

test('documents of a meeting that comes up are kept by themselves, the nearest first, as far as there is room', async () => {
  await fileDocument(firm, householdId, { title: 'Nearest', content: makeContent(MEGABYTE, 1) })
  await addMeeting(1)
  const other = await firm.insertHousehold()
  await fileDocument(firm, other, { title: 'Later', content: makeContent(10 * MEGABYTE, 2) })
  await firm.insert('meetings', {
    householdId: other,
    subject: 'Review',
    kind: 'review',
    status: 'planned',
    startsAt: new Date(Date.now() + 3 * DAY).toISOString(),
    endsAt: new Date(Date.now() + 3 * DAY + 1).toISOString(),
  })
  await workstation.stop()
  workstation = await laptop.start({ port: network.port, documents: { keepMegabytes: 10 } })
  await workstation.signIn(firm.adviser)
  await syncDocuments(workstation)
  const { documents } = await workstation.call('sync.status', {})

  expect({
    nearest: await readPlaces(workstation, householdId),
    later: await readPlaces(workstation, other),
    documents,
  }).toEqual({
    nearest: { Nearest: 'here' },
    later: { Later: 'at_firm' },
    documents: {
      wanted: 1,
      wantedBytes: MEGABYTE,
      here: 1,
      hereBytes: MEGABYTE,
      overLimit: 1,
      sending: 0,
      problem: null,
    },
  })
})

test('a meeting kept by hand brings its documents before its time, and they go when it is over', async () => {
  await fileDocument(firm, householdId, { content: makeContent(MEGABYTE) })
  const meetingId = await addMeeting(30)
  await workstation.signIn(firm.adviser)
  await workstation.sync()
  const before = await readPlaces(workstation, householdId)
  await workstation.call('documents.keepForMeeting', { meetingId, keep: true })
  await syncDocuments(workstation)
  const during = await readPlaces(workstation, householdId)
  await firm.query(`UPDATE meetings SET starts_at = now() - interval '4 days', ends_at = now() - interval '3 days'`)
  await workstation.sync()
  await workstation.sync()

  expect({ before, during, after: await readPlaces(workstation, householdId) }).toEqual({
    before: { Agreement: 'at_firm' },
    during: { Agreement: 'here' },
    after: { Agreement: 'at_firm' },
  })
})

test('a household that leaves takes its files and their keys with it', async () => {
  const filed = await fileDocument(firm, householdId, { content: makeContent(MEGABYTE) })
  await workstation.signIn(firm.adviser)
  await workstation.call('documents.keep', { documentId: filed.documentId, keep: true })
  await syncDocuments(workstation)
  const before = listFiles(laptop.profileFolder).length
  await firm.query('UPDATE households SET advisor_id = $1', [firm.colleague.id])
  await workstation.sync()

  expect({
    before,
    after: listFiles(laptop.profileFolder),
    shown: await readShown(workstation, filed.documentId),
    wanted: (await workstation.call('sync.status', {})).documents?.wanted,
  }).toEqual({ before: 1, after: [], shown: null, wanted: 0 })
})

async function readFiledAtFirm() {
  const rows = await firm.query(
    `SELECT title, version.sha256, version.media_type, count(piece.id)::integer AS pieces,
       encode(sha256(string_agg(content, ''::bytea ORDER BY chunk_number)), 'hex') AS found
     FROM documents JOIN document_versions AS version ON version.document_id = documents.id
     LEFT JOIN document_contents AS piece ON piece.version_id = version.id GROUP BY title, version.id`,
  )
  const [left] = await firm.query('SELECT count(*)::integer AS pieces FROM sync.arriving_pieces')
  return { rows, left: left?.pieces }
}

test('a file added offline is there at once, outlives a restart, and is filed once', async () => {
  const content = makeContent(3 * MEGABYTE)
  await workstation.signIn(firm.adviser)
  network.cut()
  const documentId = await addFile(workstation, householdId, content)
  await restart()
  const offline = {
    places: await readPlaces(workstation, householdId),
    shown: (await readShown(workstation, documentId))?.equals(content),
  }
  network.restore()
  await syncDocuments(workstation)
  await workstation.sync()
  const sha256 = sha256Of(content)

  expect({
    offline,
    firm: await readFiledAtFirm(),
    places: await readPlaces(workstation, householdId),
    shown: (await readShown(workstation, documentId))?.equals(content),
  }).toEqual({
    offline: { places: { 'Signed page': 'waiting' }, shown: true },
    firm: {
      rows: [{ title: 'Signed page', sha256, media_type: 'application/pdf', pieces: 12, found: sha256 }],
      left: 0,
    },
    places: { 'Signed page': 'here' },
    shown: true,
  })
})

test('sending that was cut goes on with the pieces that the firm has not got, and others see nothing before all is there', async () => {
  const content = makeContent(20 * MEGABYTE)
  await firm.query('CREATE SEQUENCE IF NOT EXISTS public.pieces_sent')
  await firm.query('ALTER SEQUENCE public.pieces_sent RESTART')
  await firm.query(`CREATE OR REPLACE FUNCTION public.count_piece() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN PERFORM nextval('public.pieces_sent'); RETURN NEW; END $$`)
  await firm.query(`CREATE OR REPLACE TRIGGER count_piece BEFORE INSERT ON sync.arriving_pieces
    FOR EACH ROW EXECUTE FUNCTION public.count_piece()`)
  await workstation.signIn(firm.adviser)
  network.cut()
  await addFile(workstation, householdId, content)
  network.restore()
  await workstation.sync()
  network.cut()
  const half = { versions: (await readFiledAtFirm()).rows, places: await readPlaces(workstation, householdId) }
  await restart()
  network.restore()
  await syncDocuments(workstation)
  const [sent] = await firm.query('SELECT last_value::integer AS count FROM public.pieces_sent')
  await firm.query('DROP FUNCTION public.count_piece CASCADE')
  const sha256 = sha256Of(content)
  const pieces = Math.ceil(content.byteLength / 262_144)

  expect({ half, firm: await readFiledAtFirm(), sentTwice: Number(sent?.count) - pieces <= 1 }).toEqual({
    half: { versions: [], places: { 'Signed page': 'waiting' } },
    firm: { rows: [{ title: 'Signed page', sha256, media_type: 'application/pdf', pieces, found: sha256 }], left: 0 },
    sentTwice: true,
  })
})

/** Decides about everything that is parked. */
async function decideAll(keep: 'mine' | 'theirs'): Promise<string[]> {
  const parked = (await workstation.call('sync.outbox', {})).filter(({ state }) => state === 'refused')
  // One decision is about all that one command changed.
  const units = new Map(parked.map(({ unitId, mutationId }) => [unitId, mutationId]))
  for (const mutationId of units.values()) await workstation.call('sync.resolve', { mutationId, keep })
  return parked.map(({ table }) => table)
}

test('what the firm refuses is kept, opens, and is filed when somebody sends it again', async () => {
  const content = makeContent(MEGABYTE)
  await workstation.signIn(firm.adviser)
  await firm.query(
    `ALTER TABLE document_versions ADD CONSTRAINT no_pages CHECK (file_name <> 'signed page.pdf') NOT VALID`,
  )
  const documentId = await addFile(workstation, householdId, content)
  for (let cycle = 0; cycle < 3; cycle += 1) await workstation.sync()
  const refused = {
    places: await readPlaces(workstation, householdId),
    shown: (await readShown(workstation, documentId))?.equals(content),
    firm: (await readFiledAtFirm()).rows,
  }
  await firm.query('ALTER TABLE document_versions DROP CONSTRAINT no_pages')
  const decided = await decideAll('mine')
  await syncDocuments(workstation)

  expect({
    refused,
    decided,
    places: await readPlaces(workstation, householdId),
    filed: (await readFiledAtFirm()).rows.length,
  }).toEqual({
    refused: { places: { 'Signed page': 'refused' }, shown: true, firm: [] },
    decided: ['documents', 'document_versions'],
    places: { 'Signed page': 'here' },
    filed: 1,
  })
})

test('what was added for a household that left meanwhile waits for a person, and goes when it is discarded', async () => {
  await workstation.signIn(firm.adviser)
  network.cut()
  await addFile(workstation, householdId, makeContent(MEGABYTE))
  await firm.query('UPDATE households SET advisor_id = $1', [firm.colleague.id])
  network.restore()
  for (let cycle = 0; cycle < 3; cycle += 1) await workstation.sync()
  const before = listFiles(laptop.profileFolder).length
  const decided = await decideAll('theirs')
  await workstation.sync()

  expect({ before, decided: decided.sort(), after: listFiles(laptop.profileFolder) }).toEqual({
    before: 1,
    decided: ['document_versions', 'documents'],
    after: [],
  })
})

test('a kept file that was damaged on the disk is refused, fetched again, and the trail says so', async () => {
  const filed = await fileDocument(firm, householdId, { content: makeContent(MEGABYTE) })
  await workstation.signIn(firm.adviser)
  await workstation.call('documents.keep', { documentId: filed.documentId, keep: true })
  await syncDocuments(workstation)
  const [file = ''] = listFiles(laptop.profileFolder)
  const path = join(laptop.profileFolder, 'books', `${listBooks()[0]}.files`, file)
  const sealed = readFileSync(path)
  sealed[500_000] = (sealed[500_000] ?? 0) ^ 1
  writeFileSync(path, sealed)
  const opened = await workstation.call('documents.open', { documentId: filed.documentId })
  const damaged = await workstation.reply('documents.readPiece', { versionId: opened.versionId, index: 0 })
  await syncDocuments(workstation)

  expect({
    damaged,
    shown: (await readShown(workstation, filed.documentId))?.equals(filed.content),
    files: listFiles(laptop.profileFolder).length,
    trail: (await readTrail()).filter((line) => line.startsWith('integrity')),
  }).toEqual({
    damaged: { ok: false, code: 'file_unreadable', message: expect.stringContaining('fetched again') },
    shown: true,
    files: 1,
    trail: ['integrity verified: The copy on this laptop was damaged'],
  })
})
