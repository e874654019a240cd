import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { ScratchDatabase } from '#build/database/scratch.ts'
import { loadLargeFirm } from '#build/large-firm/load-large-firm.ts'
import { openScratchDatabase } from '#test/support/database.ts'

/** Enough for the heavy adviser, who has two households in two hundred, to have some. */
const PERSONS = 2_000

const connectTo = (database: ScratchDatabase) => async () => {
  const { host, port, caFile, superuser } = database
  const client = new pg.Client({
    host,
    port,
    database: database.database,
    ...superuser,
    ssl: { ca: readFileSync(caFile) },
  })
  await client.connect()
  return client
}

async function ask(database: ScratchDatabase, sql: string): Promise<Record<string, unknown>[]> {
  const client = await connectTo(database)()
  const { rows } = await client.query(sql)
  await client.end()
  return rows
}

const INDEXES = `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef`
const CONTENTS = `
  SELECT md5(string_agg(persons.first_name || persons.last_name || households.name, ',' ORDER BY persons.id)) AS names,
    (SELECT sum(net_amount) FROM transactions) AS traded
  FROM persons JOIN households ON households.id = persons.household_id`

/** References are not checked while rows are loaded: every one of them is looked up afterwards. */
const ORPHANS = `
  SELECT format('SELECT %L AS reference FROM %s AS child WHERE %I IS NOT NULL AND NOT EXISTS (SELECT FROM %s AS parent WHERE parent.id = child.%I)',
    conname, conrelid::regclass, attname, confrelid::regclass, attname) AS sql
  FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
  WHERE contype = 'f' AND connamespace = 'public'::regnamespace`

test('the large firm is whole, the same every time, and under the indexes it had before', async () => {
  const [database, again] = [await openScratchDatabase(), await openScratchDatabase()]
  const indexes = await ask(database, INDEXES)

  const firm = await loadLargeFirm(connectTo(database), { persons: PERSONS })
  await loadLargeFirm(connectTo(again), { persons: PERSONS, lanes: 1 })

  const lookUps = await ask(database, ORPHANS)
  const orphans = await ask(database, lookUps.map(({ sql }) => sql).join(' UNION ALL '))
  const [counts] = await ask(
    database,
    `SELECT (SELECT count(*)::integer FROM persons) AS persons, (SELECT count(*)::integer FROM households) AS households,
       (SELECT count(*)::integer FROM transactions) AS transactions`,
  )
  expect({
    orphans,
    counts,
    contents: await ask(again, CONTENTS),
    indexes: await ask(database, INDEXES),
  }).toEqual({
    orphans: [],
    counts: { persons: 2_000, households: firm.size.households, transactions: firm.size.transactions },
    contents: await ask(database, CONTENTS),
    indexes,
  })
})
