import { createHash } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

const CONTENT = 'a signed page'
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')
const VERSION = '01930000-0000-7000-8000-0000000000aa'

let firm: SmallFirm
let adviser: pg.Client
let colleague: pg.Client
let householdId: string
let documentId: string
let administrator: pg.Client

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  adviser = await firm.connectAs(firm.adviser)
  colleague = await firm.connectAs(firm.colleague)
  administrator = await firm.connectAs(await firm.addUser('administrator'))
})
afterAll(async () => {
  await adviser.end()
  await colleague.end()
  await administrator.end()
  await firm.close()
})

beforeEach(async () => {
  await firm.emptyBook()
  await firm.query('DELETE FROM sync.arriving_pieces')
  householdId = await firm.insertHousehold()
  const facts = { title: 'Page', type: 'advisory_agreement', disposition: 'active' } as const
  documentId = await firm.insert('documents', { householdId, ...facts })
})

/** Sends a piece as a laptop does, twice, as after an answer that was lost. */
async function sendPiece(person: pg.Client, chunkNumber: number, content: string): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    await person.query(
      `INSERT INTO sync.arriving_pieces (id, version_id, chunk_number, content) VALUES (gen_random_uuid(), $1, $2, $3)
       ON CONFLICT (version_id, chunk_number) DO NOTHING`,
      [VERSION, chunkNumber, Buffer.from(content)],
    )
  }
}

/** Adds the version in a unit of work. @returns `filed`, or the SQLSTATE of the refusal. */
async function addVersion(
  person: pg.Client,
  { laptop = true, sha256 = SHA256, byteLength = CONTENT.length } = {},
): Promise<string> {
  await person.query('BEGIN')
  try {
    if (laptop) await person.query(`SELECT set_config('app.device_id', gen_random_uuid()::text, true)`)
    await person.query(
      `INSERT INTO document_versions (id, household_id, document_id, version_number, file_name, media_type, byte_length, sha256)
       VALUES ($1, $2, $3, 1, 'page.txt', 'text/plain', $4, $5)`,
      [VERSION, householdId, documentId, byteLength, sha256],
    )
    await person.query('COMMIT')
    return 'filed'
  } catch (error) {
    await person.query('ROLLBACK')
    return String((error as { code?: string }).code)
  }
}

/** What there is of the version, and of pieces that wait. */
async function readState() {
  const versions = await firm.query('SELECT count(*)::integer AS count FROM document_versions')
  const pieces = await firm.query(
    `SELECT chunk_number, convert_from(content, 'UTF8') AS content, household_id = $1 AS mine, created_by = $2 AS by_adviser
     FROM document_contents ORDER BY chunk_number`,
    [householdId, firm.adviser.id],
  )
  const waiting = await firm.query('SELECT chunk_number FROM sync.arriving_pieces ORDER BY chunk_number')
  return { versions: versions[0]?.count, pieces, waiting: waiting.map(({ chunk_number: number }) => number) }
}

test('a version whose pieces are all there is filed with them, in their order, whenever they came', async () => {
  await sendPiece(adviser, 1, 'signed page')
  await sendPiece(adviser, 0, 'a ')
  const outcome = await addVersion(adviser)

  const filed = { mine: true, by_adviser: true }
  expect({ outcome, ...(await readState()) }).toEqual({
    outcome: 'filed',
    versions: 1,
    pieces: [
      { chunk_number: 0, content: 'a ', ...filed },
      { chunk_number: 1, content: 'signed page', ...filed },
    ],
    waiting: [],
  })
})

test.each<[string, [number, string][], { sha256?: string; byteLength?: number }]>([
  ['a piece is missing', [[1, 'signed page']], {}],
  [
    'a piece is another',
    [
      [0, 'b '],
      [1, 'signed page'],
    ],
    {},
  ],
  [
    'pieces changed places',
    [
      [0, 'signed page'],
      [1, 'a '],
    ],
    {},
  ],
  [
    'there is a piece too many',
    [
      [0, 'a '],
      [1, 'signed page'],
      [2, '!'],
    ],
    {},
  ],
  [
    'the hash is another',
    [
      [0, 'a '],
      [1, 'signed page'],
    ],
    { sha256: 'f'.repeat(64) },
  ],
  [
    'the length is another',
    [
      [0, 'a '],
      [1, 'signed page'],
    ],
    { byteLength: 5 },
  ],
  ['nothing came', [], {}],
])('where %s, nothing is filed and the pieces stay', async (_, pieces, version) => {
  for (const [chunkNumber, content] of pieces) await sendPiece(adviser, chunkNumber, content)
  const outcome = await addVersion(adviser, version)

  expect({ outcome, ...(await readState()) }).toEqual({
    outcome: 'AW007',
    versions: 0,
    pieces: [],
    waiting: pieces.map(([chunkNumber]) => chunkNumber),
  })
})

test('who files without a laptop adds the contents afterwards', async () => {
  expect([await addVersion(adviser, { laptop: false }), await readState()]).toEqual([
    'filed',
    { versions: 1, pieces: [], waiting: [] },
  ])
})

test('nobody sees, removes, or files what somebody else sent, nor files into somebody else’s household', async () => {
  await sendPiece(adviser, 0, CONTENT)
  const seen = await colleague.query('SELECT FROM sync.arriving_pieces')
  const removed = await colleague.query('DELETE FROM sync.arriving_pieces')
  const borrowed = await addVersion(colleague)
  const forged = await colleague
    .query(
      `INSERT INTO sync.arriving_pieces (id, version_id, chunk_number, content, user_id)
       VALUES (gen_random_uuid(), $1, 1, 'x', $2)`,
      [VERSION, firm.adviser.id],
    )
    .catch((error) => error.code)

  expect({ seen: seen.rowCount, removed: removed.rowCount, borrowed, forged, ...(await readState()) }).toEqual({
    seen: 0,
    removed: 0,
    borrowed: '42501',
    forged: '42501',
    versions: 0,
    pieces: [],
    waiting: [0],
  })
})

/** @returns what the function answers, or the SQLSTATE of the refusal. */
async function prune(person: pg.Client, keep: string): Promise<string> {
  try {
    const { rows } = await person.query('SELECT sync.prune_arriving_pieces($1::interval)::text AS files', [keep])
    return rows[0].files
  } catch (error) {
    return String((error as { code?: string }).code)
  }
}

test('an administrator removes files of which nothing came for long, and none that still comes', async () => {
  await sendPiece(adviser, 0, 'a ')
  await sendPiece(adviser, 1, 'signed page')
  const other = VERSION.replace(/a$/, 'b')
  await firm.query(
    `INSERT INTO sync.arriving_pieces (id, version_id, chunk_number, content, user_id, arrived_at)
     SELECT gen_random_uuid(), $1, n, 'x', $2, now() - interval '91 days' FROM generate_series(0, 2) AS n`,
    [other, firm.colleague.id],
  )
  // Of the adviser's, the first piece came long ago and the last just now.
  await firm.query(`UPDATE sync.arriving_pieces SET arrived_at = now() - interval '91 days' WHERE chunk_number = 0`)
  const refused = [await prune(adviser, '90 days'), await prune(administrator, '6 days')]
  const removed = [await prune(administrator, '90 days'), await prune(administrator, '90 days')]
  const left = await firm.query('SELECT version_id, chunk_number FROM sync.arriving_pieces ORDER BY chunk_number')
  const told = await firm.query(
    `SELECT action::text, changes, reason FROM audit_events WHERE table_name = 'arriving_pieces'`,
  )

  expect({ refused, removed, left, told }).toEqual({
    refused: ['42501', 'AW006'],
    removed: ['1', '0'],
    left: [
      { version_id: VERSION, chunk_number: 0 },
      { version_id: VERSION, chunk_number: 1 },
    ],
    told: [{ action: 'delete', changes: { files: [1, 0], pieces: [3, 0] }, reason: 'kept 90 days' }],
  })
})
