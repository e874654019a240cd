import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '#build/database/project-folder.ts'
import { writePdf } from '#build/demo-firm/pdf.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let operations: FirmUser
let folder: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  operations = await firm.addUser('operations')
  folder = mkdtempSync(join(tmpdir(), 'adviser-documents-'))
  const { host, port, database, caFile } = firm.database
  writeFileSync(join(folder, 'policy.json'), JSON.stringify({ server: { host, port, database, caFile } }))
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await firm.close()
})

/** Runs `admin documents read-pages` as a person would. @returns what it printed, and its exit code where it is not 0. */
async function readPages(person: FirmUser, ...parameters: string[]): Promise<string> {
  const where = ['--policy', join(folder, 'policy.json'), '--login', person.login]
  const env = { ...process.env, ADVISER_DB_PASSWORD: person.password, ADVISER_PROFILE: folder }
  const command = ['electron/admin/main.ts', 'documents', 'read-pages', ...where, ...parameters]
  const child = spawn(process.execPath, command, { cwd: projectFolder, env })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return code === 0 ? printed.trim() : `${printed.trim()} (${code})`
}

let filed = 0
/** Files a document in two pieces, as other programs do. @returns the id of its version. */
async function file(householdId: string, content: Uint8Array, mediaType: string, createdAt: string): Promise<string> {
  filed += 1
  const documentId = await firm.insert('documents', {
    householdId,
    title: `Document ${filed}`,
    type: 'correspondence',
    disposition: 'active',
  })
  const versionId = await firm.insert('document_versions', {
    ...{ householdId, documentId, versionNumber: 1, fileName: 'file', mediaType, byteLength: content.byteLength },
    sha256: createHash('sha256').update(content).digest('hex'),
  })
  for (const [chunkNumber, piece] of [content.slice(0, 10), content.slice(10)].entries()) {
    await firm.insert('document_contents', { householdId, versionId, chunkNumber, content: Buffer.from(piece) })
  }
  await firm.query('SET session_replication_role = replica')
  await firm.query('UPDATE document_versions SET created_at = $2 WHERE id = $1', [versionId, createdAt])
  await firm.query('RESET session_replication_role')
  return versionId
}

test('operations have the pages of what was filed without them read, once, and search finds them', async () => {
  const householdId = await firm.insertHousehold({ name: 'Filed long ago' })
  const long = '2020-01-01T00:00:00Z'
  const text = (words: string) => new Uint8Array(Buffer.from(words))
  const lines = [...Array(60).fill('Article of the deed.'), 'The successor trustee is Anna.']
  const deed = await file(
    householdId,
    writePdf({ title: 'Deed', createdOn: '2020-01-01', lines }),
    'application/pdf',
    long,
  )
  const note = await file(householdId, text('A plain letter'), 'text/plain', long)
  const damaged = await file(householdId, text('This is no PDF at all'), 'application/pdf', long)
  await file(householdId, text('A picture of the successor'), 'image/png', long)
  await file(householdId, text('Just filed, its pages are on their way'), 'text/plain', new Date().toISOString())
  await file(householdId, text('            '), 'text/plain', long)

  const said = { compliance: await readPages(firm.compliance), first: await readPages(operations) }
  const again = JSON.parse(await readPages(operations, '--json'))
  const pages = await firm.query(
    `SELECT version_id, page_number, household_id, left(content, 14) AS text FROM document_pages ORDER BY version_id, page_number`,
  )
  const compliance = await firm.connectAs(firm.compliance)
  const { rows: found } = await compliance.query(
    `SELECT table_name, page_number FROM app.search('successor anna') JOIN document_pages ON id = row_id`,
  )
  await compliance.end()

  expect({ said, again, pages, found }).toEqual({
    said: {
      compliance: expect.stringMatching(/Use the login of operations.*\(1\)$/),
      first: `Read 2 documents with 3 pages; 1 have no text.\nCould not be read: version ${damaged}. Open it, and file a readable copy.`,
    },
    again: { read: 0, pages: 0, empty: 1, unreadable: [damaged] },
    pages: [
      { version_id: deed, page_number: 1, household_id: householdId, text: 'Deed\nArticle o' },
      { version_id: deed, page_number: 2, household_id: householdId, text: 'Article of the' },
      { version_id: note, page_number: 1, household_id: householdId, text: 'A plain letter' },
    ],
    found: [{ table_name: 'document_pages', page_number: 2 }],
  })
})
