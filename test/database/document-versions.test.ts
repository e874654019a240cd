import { randomBytes } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { asSuperuser, type Database } from '#build/database/start-database.ts'
import { loadMigrations } from '#build/migrations/load-migrations.ts'
import { revertMigration, runMigrations } from '#build/migrations/run-migrations.ts'
import type {} from '#build/test/scratch-cluster-setup.ts'
import { testId } from '#test/support/builders.ts'

const server: Database = { ...inject('scratchCluster'), stop: async () => undefined }
const OWNER = { user: 'adviser_owner', password: randomBytes(12).toString('base64url') }

const SHA = 'AB'.repeat(32)

/** A document as it was filed before versions, with two pieces of content. */
const FORMER = `
  INSERT INTO users (id, login, display_name, role, active)
  VALUES ('${testId(1)}', 'former', 'Former', 'adviser', true);
  INSERT INTO households (id, name, type, status, advisor_id, service_tier, review_cadence, retail_investor)
  VALUES ('${testId(2)}', 'Former', 'couple', 'active', '${testId(1)}', 'gold', 'annual', true);
  INSERT INTO documents (id, household_id, title, type, file_name, media_type, byte_length, sha256, disposition)
  VALUES ('${testId(3)}', '${testId(2)}', 'Agreement', 'advisory_agreement', 'agreement.pdf', 'application/pdf', 6,
    '${SHA}', 'active');
  INSERT INTO document_contents (id, household_id, document_id, chunk_number, content)
  VALUES ('${testId(4)}', '${testId(2)}', '${testId(3)}', 0, 'abc'), ('${testId(5)}', '${testId(2)}', '${testId(3)}', 1, 'def')`

test('what was filed before there were versions is the first version, and goes back while there is no second', async () => {
  const database = `firm_${randomBytes(5).toString('hex')}`
  const run = (sql: string) => asSuperuser(server, database, async (client) => (await client.query(sql)).rows)
  await asSuperuser(server, 'postgres', async (client) => {
    await client.query(`ALTER ROLE ${OWNER.user} PASSWORD '${OWNER.password}'`)
    await client.query(`CREATE DATABASE ${database} OWNER ${OWNER.user}`)
  })
  const { host, port, caFile } = server
  const target = { host, port, caFile, database, ...OWNER }
  const all = await loadMigrations()
  const before = all.filter(({ name }) => Number(name.slice(-13)) <= 1764200000000)
  const upTo = [...before, ...all.filter(({ name }) => name === 'RecordRules1764200001000')]
  await runMigrations(target, before)
  await run(FORMER)

  await runMigrations(target, upTo)
  const versions = await run(
    'SELECT id, document_id, version_number, file_name, media_type, byte_length, sha256 FROM document_versions',
  )
  const contents = await run('SELECT version_id, chunk_number FROM document_contents ORDER BY chunk_number')
  await run(`INSERT INTO document_versions (id, household_id, document_id, version_number, file_name, media_type, byte_length, sha256)
    SELECT '${testId(9)}', household_id, document_id, 2, file_name, media_type, byte_length, sha256 FROM document_versions`)
  const refusal = await revertMigration(target, upTo).catch((error: Error) => error.message)
  await run(`DELETE FROM document_versions WHERE version_number = 2`)
  const reverted = await revertMigration(target, upTo)
  const former = await run('SELECT file_name, media_type, byte_length, sha256 FROM documents')
  const pieces = await run('SELECT document_id, chunk_number FROM document_contents ORDER BY chunk_number')
  await asSuperuser(server, 'postgres', (client) => client.query(`DROP DATABASE ${database} WITH (FORCE)`))

  const filed = { file_name: 'agreement.pdf', media_type: 'application/pdf', byte_length: 6, sha256: SHA.toLowerCase() }
  expect({ versions, contents, refusal, reverted, former, pieces }).toEqual({
    versions: [{ id: testId(3), document_id: testId(3), version_number: 1, ...filed }],
    contents: [0, 1].map((chunk_number) => ({ version_id: testId(3), chunk_number })),
    refusal: expect.stringContaining('documents have several versions'),
    reverted: 'RecordRules1764200001000',
    former: [filed],
    pieces: [0, 1].map((chunk_number) => ({ document_id: testId(3), chunk_number })),
  })
})
