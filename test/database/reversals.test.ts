import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainRefusal } from '#electron/postgres/explain-refusal.ts'
import { planReversal } from '#shared/domain/reversal.ts'
import type { NewRow, Transaction } from '#shared/records/index.ts'
import { toColumn } from '#shared/schema/names.ts'
import { buildRow } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let operations: pg.Client
let accountId: string
let otherAccountId: string
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  operations = await firm.connectAs(await firm.addUser('operations'))
  householdId = await firm.insertHousehold()
  const { id: _, ...account } = buildRow('accounts', { householdId, createdBy: null, updatedBy: null })
  accountId = await firm.insert('accounts', account)
  otherAccountId = await firm.insert('accounts', account)
})
afterAll(async () => {
  await operations.end()
  await firm.close()
})

let made = 1
const nextId = () => `0190a000-0000-7000-8000-${String(made++).padStart(12, '0')}`

/** Posted, as a custodian's feed brings it. */
async function book(overrides: Partial<Transaction> = {}): Promise<Transaction> {
  const row = buildRow('transactions', {
    ...{ id: nextId(), householdId, accountId, securityId: null, type: 'deposit', status: 'posted', reversesId: null },
    ...{ tradedOn: '2026-03-02', settledOn: null, quantity: '5', price: null, grossAmount: '100', commission: '0' },
    ...{ fee: '1', netAmount: '99', recommendedBy: null, placedBy: null, createdBy: null, updatedBy: null },
    ...overrides,
  })
  await firm.insert('transactions', own(row))
  return row
}

function own({ version: _, createdAt: __, updatedAt: ___, ...row }: Transaction) {
  return row
}

type Changes = Partial<NewRow<'transactions'>>

/** Takes back in one unit of work, as the workstation does but for what is asked. @returns the rule broken, or null. */
async function reverse(original: Transaction, changes: Changes = {}, mark = true): Promise<string | null> {
  const plan = planReversal(original, { id: nextId(), tradedOn: '2026-03-09', reason: 'wrong account' })
  const row = { ...plan, ...changes }
  const names = Object.keys(row)
  const holders = names.map((_, index) => `$${index + 1}`)
  return attempt(async () => {
    await operations.query(`INSERT INTO transactions (${names.map(toColumn)}) VALUES (${holders})`, Object.values(row))
    if (mark) await operations.query(`UPDATE transactions SET status = 'reversed' WHERE id = $1`, [original.id])
  })
}

async function attempt(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await operations.query('BEGIN')
    await work()
    await operations.query('COMMIT')
    return null
  } catch (error) {
    await operations.query('ROLLBACK')
    const { constraint, code } = error as { constraint?: string; code: string }
    return constraint ?? code
  }
}

test('a transaction is taken back by one that negates it, in the same account, and marks it in the same unit of work', async () => {
  const original = await book()
  const answers = {
    unmarked: await reverse(original, {}, false),
    otherAccount: await reverse(original, { accountId: otherAccountId }),
    half: await reverse(original, { netAmount: '-49' }),
    noQuantity: await reverse(original, { quantity: null }),
    sameSign: await reverse(original, { fee: '1' }),
    before: await reverse(original, { tradedOn: '2026-03-01', settledOn: '2026-03-01' }),
    otherType: await reverse(original, { type: 'withdrawal' }),
    reversedItself: await reverse(original, { status: 'reversed' }),
    right: await reverse(original),
  }
  const { rows } = await operations.query('SELECT status FROM transactions WHERE id = $1', [original.id])

  expect({ ...answers, status: rows[0].status }).toEqual({
    unmarked: 'reversal_marks_original',
    otherAccount: 'reversal_in_same_account',
    half: 'reversal_negates',
    noQuantity: 'reversal_negates',
    sameSign: 'reversal_negates',
    before: 'reversal_comes_after',
    otherType: 'reversal_has_its_type',
    reversedItself: 'reversal_is_final',
    right: null,
    status: 'reversed',
  })
})

test('it is taken back once, a reversal never, and nothing is marked or unmarked without the other', async () => {
  const [original, other] = [await book(), await book({ quantity: null })]
  await reverse(original)
  const { rows } = await operations.query('SELECT * FROM transactions WHERE reverses_id = $1', [original.id])
  const reversal = { ...planReversal(original, { id: rows[0].id, tradedOn: '2026-03-09', reason: 'r' }) } as Transaction
  const mark = (id: string, status: string) =>
    attempt(() => operations.query('UPDATE transactions SET status = $2 WHERE id = $1', [id, status]))
  const answers = {
    twice: await reverse(original),
    again: await reverse(reversal),
    markedAlone: await mark(other.id, 'reversed'),
    unmarked: await mark(original.id, 'posted'),
    reversalMarked: await mark(reversal.id, 'reversed'),
    amount: await attempt(() =>
      operations.query(`UPDATE transactions SET net_amount = 1 WHERE id = $1`, [original.id]),
    ),
    pending: await mark(other.id, 'pending'),
    withoutQuantity: await reverse(other),
  }
  const owners = await firm.query('UPDATE transactions SET net_amount = 1 WHERE id = $1', [original.id]).then(
    () => null,
    ({ constraint }) => constraint,
  )
  const imported = await book({ status: 'reversed' }).then(
    () => null,
    ({ constraint }) => constraint,
  )

  expect({ ...answers, owners, imported }).toEqual({
    twice: 'reversed_once',
    again: 'reversal_is_final',
    markedAlone: 'reversed_by_another',
    unmarked: 'reversal_marks_original',
    reversalMarked: 'reversal_is_final',
    amount: '42501',
    pending: null,
    withoutQuantity: null,
    owners: 'reversal_negates',
    imported: 'reversed_by_another',
  })
})

test('whoever is not of operations takes nothing back, and every rule has a sentence', async () => {
  const original = await book()
  const adviser = await firm.connectAs(firm.adviser)
  const refused = await adviser.query(`UPDATE transactions SET status = 'reversed' WHERE id = $1`, [original.id]).then(
    () => null,
    ({ code }) => code,
  )
  await adviser.end()
  const rules = await firm.query(
    `SELECT DISTINCT unnest(regexp_matches(prosrc, '''(revers\\w+_\\w+)''', 'g')) AS rule FROM pg_proc
     WHERE proname = 'require_reversal'`,
  )
  const silent = rules
    .map(({ rule }) => String(rule))
    .concat('reversed_once')
    .filter((constraint) =>
      explainRefusal({ code: '23514', table: 'transactions', constraint }, 'transactions').startsWith('A value'),
    )

  expect({ refused, silent, rules: rules.length }).toEqual({ refused: '42501', silent: [], rules: 7 })
})
