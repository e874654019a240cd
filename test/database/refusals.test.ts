import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainRefusal } from '#electron/postgres/explain-refusal.ts'
import { bookTableNames, recordOf } from '#shared/records/index.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

const codes: Readonly<Record<string, string>> = {
  c: '23514',
  f: '23503',
  u: '23505',
  p: '23505',
  x: '23P01',
  t: '23514',
}

test('every rule that the database holds on a record that laptops write has a sentence of its own', async () => {
  const rules = await firm.query(
    `SELECT conrelid::regclass::text AS table, conname AS constraint, contype AS kind FROM pg_constraint
     WHERE conrelid::regclass::text = ANY ($1) AND contype IN ('c', 'f', 'u', 'p', 'x', 't')`,
    [bookTableNames.filter((table) => recordOf(table).conflict !== 'server')],
  )

  const silent = rules.filter(({ table, constraint, kind }) =>
    /^A value is not allowed here|refused it/.test(
      explainRefusal({ code: codes[String(kind)], table, constraint }, String(table)),
    ),
  )

  expect({ silent, some: rules.length > 200 }).toEqual({ silent: [], some: true })
})
