import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordOf, tableNames } from '#shared/records/index.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let adviser: pg.Client
let compliance: pg.Client

const MINE = ['Hartmann, Łukasz', 'Hart, Zoë', 'Shepherd, Mart', 'O’Hara-Müller, Ann', 'Ünal 100%, Bo', 'Roth, A']
const THEIRS = ['Hart, Quentin', 'Keller, Ann']

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  for (const name of MINE) await firm.insertHousehold({ name })
  for (const name of THEIRS) await firm.insertHousehold({ name, advisorId: firm.colleague.id })
  adviser = await firm.connectAs(firm.adviser)
  compliance = await firm.connectAs(firm.compliance)
})
afterAll(async () => {
  await adviser.end()
  await compliance.end()
  await firm.close()
})

/** Names found, each with how: 3 as words, 2 as beginnings, 1 within, 0 mistyped. */
async function search(client: pg.Client, asked: string, atMost = 50): Promise<string[]> {
  const { rows } = await client.query(
    `SELECT floor(rank) || ' ' || name AS found FROM app.search($1, $2) JOIN households ON id = row_id
     ORDER BY rank DESC, name`,
    [asked, atMost],
  )
  return rows.map(({ found }) => found)
}

async function searchEach(client: pg.Client, questions: readonly string[]): Promise<Record<string, string[]>> {
  const answers: Record<string, string[]> = {}
  for (const asked of questions) answers[asked] = await search(client, asked)
  return answers
}

test('what is the word asked comes before what begins with it, and that before what contains it', async () => {
  expect(await searchEach(compliance, ['hart', 'art', 'ar'])).toEqual({
    // Where fewer than five are found, what is spelt almost so follows.
    hart: ['3 Hart, Zoë', '3 Hart, Quentin', '2 Hartmann, Łukasz', '0 Shepherd, Mart', '0 O’Hara-Müller, Ann'],
    art: ['1 Hart, Zoë', '1 Hart, Quentin', '1 Shepherd, Mart', '1 Hartmann, Łukasz'],
    ar: [],
  })
})

test('every word must be found, in any order, without accents, and no sign stands for another', async () => {
  expect(
    await searchEach(compliance, ['zoe hart', 'Muller O’HARA', 'lukasz keller', '100%', '%', 'h_rt', ' ', 'a']),
  ).toEqual({
    'zoe hart': ['3 Hart, Zoë'],
    'Muller O’HARA': ['3 O’Hara-Müller, Ann'],
    'lukasz keller': [],
    '100%': ['3 Ünal 100%, Bo'],
    '%': [],
    h_rt: [],
    ' ': [],
    a: ['3 Roth, A', '2 Keller, Ann', '2 O’Hara-Müller, Ann'],
  })
})

test('a letter swapped, left out, doubled, or wrong still finds the name, after what is spelt so', async () => {
  expect(
    await searchEach(compliance, ['hartmnan', 'hartman', 'quenttin', 'sheqherd', 'keler ann', 'hartmenm', 'xyzzyx']),
  ).toEqual({
    hartmnan: ['0 Hartmann, Łukasz'],
    hartman: ['2 Hartmann, Łukasz'],
    quenttin: ['0 Hart, Quentin'],
    sheqherd: ['0 Shepherd, Mart'],
    'keler ann': ['0 Keller, Ann'],
    hartmenm: ['0 Hart, Zoë', '0 Hart, Quentin', '0 Hartmann, Łukasz'],
    xyzzyx: [],
  })
})

test('an adviser finds the own book alone, mistyped or not, and never sees the firm’s names', async () => {
  const answers = await searchEach(adviser, ['hart', 'keller', 'quenttin', 'hartmnan'])
  const { rows } = await adviser.query('SELECT word FROM app.search_vocabulary')

  expect({ answers, words: rows }).toEqual({
    answers: {
      hart: ['3 Hart, Zoë', '2 Hartmann, Łukasz', '0 Shepherd, Mart', '0 O’Hara-Müller, Ann'],
      keller: [],
      quenttin: [],
      hartmnan: ['0 Hartmann, Łukasz'],
    },
    words: [],
  })
})

test('no more is found than was asked for, the best of all tables', async () => {
  const [household] = await firm.query(`SELECT id FROM households WHERE name = 'Hart, Quentin'`)
  await firm.insert('entities', { householdId: String(household?.id), name: 'Hart', type: 'revocable_trust' })
  const tables = async (atMost: number) =>
    (await compliance.query('SELECT table_name FROM app.search($1, $2)', ['hart', atMost])).rows.map(
      (row) => row.table_name,
    )

  expect([await tables(1), await tables(2), await tables(0)]).toEqual([['entities'], ['entities', 'households'], []])
})

test('a name that came in unlearned is found as it is written, and mistyped after the vocabulary is rebuilt', async () => {
  await firm.query('BEGIN')
  await firm.query('SET LOCAL session_replication_role = replica')
  await firm.insertHousehold({ name: 'Zwingli, Ida' })
  await firm.query('COMMIT')

  const before = await searchEach(compliance, ['zwingli', 'zwing', 'zwignli'])
  await firm.query('SELECT app.rebuild_vocabulary()')

  expect({ before, after: await search(compliance, 'zwignli') }).toEqual({
    before: { zwingli: ['3 Zwingli, Ida'], zwing: ['2 Zwingli, Ida'], zwignli: [] },
    after: ['0 Zwingli, Ida'],
  })
})

test('a corrected name is learned', async () => {
  await firm.query(`UPDATE households SET name = 'Brandauer, Ida' WHERE name = 'Ünal 100%, Bo'`)

  expect(await search(compliance, 'bradnauer')).toEqual(['0 Brandauer, Ida'])
})

test('every record with a searchable field is searched', async () => {
  const wanted = tableNames.filter((table) =>
    Object.values(recordOf(table).fields).some(({ searchable }) => searchable),
  )
  const [source] = await firm.query(`SELECT prosrc FROM pg_proc WHERE oid = 'app.search_statement'::regproc`)
  const searched = /unnest\(ARRAY\[(.*?)\]\)/
    .exec(String(source?.prosrc))?.[1]
    ?.split(', ')
    .map((name) => name.slice(1, -1))

  expect(searched?.sort()).toEqual([...wanted].sort())
})
