import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { buildRow } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { openSyncBook, type SyncBook } from '#test/support/sync-book.ts'

// A restored database counts versions anew, so that the same number may stand for a row that nobody here has seen.

let firm: SmallFirm
let book: SyncBook

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
})
afterAll(() => firm.close())

interface Meeting {
  readonly name: string
  readonly change: () => LocalMutation
  /** What the firm has by then under the version that the change was made on. */
  readonly restored: string
  readonly reason: string | null
  /** What the firm has after the push, and after the own change was preferred. */
  readonly look: string
  readonly kept: unknown
  readonly decided: unknown
}

const [householdId, accountId, teamId] = [uuidv7(), uuidv7(), uuidv7()]

const meetings: readonly Meeting[] = [
  {
    name: 'a field that is another by now waits for a decision',
    change: () => ({ table: 'households', operation: 'update', id: householdId, patch: { name: 'Mine' } }),
    restored: `UPDATE households SET name = 'Theirs'`,
    reason: 'Somebody else changed the same: Name.',
    look: 'SELECT name FROM households',
    kept: [{ name: 'Theirs' }],
    decided: [{ name: 'Mine' }],
  },
  {
    name: 'a change beside another field is merged',
    change: () => ({ table: 'households', operation: 'update', id: householdId, patch: { name: 'Mine' } }),
    restored: `UPDATE households SET service_tier = 'gold'`,
    reason: null,
    look: 'SELECT name FROM households',
    kept: [{ name: 'Mine' }],
    decided: [{ name: 'Mine' }],
  },
  {
    name: 'where a record asks, another field of it is reason enough',
    change: () => ({ table: 'accounts', operation: 'update', id: accountId, patch: { benchmark: 'Mine' } }),
    restored: `UPDATE accounts SET custodian = 'Theirs'`,
    reason: 'Somebody else changed the same: Benchmark.',
    look: 'SELECT benchmark, custodian FROM accounts',
    kept: [{ benchmark: 'Before', custodian: 'Theirs' }],
    decided: [{ benchmark: 'Mine', custodian: 'Theirs' }],
  },
  {
    name: 'a row that is another by now is not removed without asking',
    change: () => ({ table: 'team_members', operation: 'delete', id: teamId }),
    restored: `UPDATE team_members SET role = 'associate'`,
    reason: 'Somebody else changed this record before it was removed.',
    look: 'SELECT role FROM team_members',
    kept: [{ role: 'associate' }],
    decided: [],
  },
  {
    name: 'a row that is the same still is removed',
    change: () => ({ table: 'team_members', operation: 'delete', id: teamId }),
    restored: `UPDATE team_members SET role = 'planner'`,
    reason: null,
    look: 'SELECT role FROM team_members',
    kept: [],
    decided: [],
  },
]

/** Changes the firm's rows as a restore does: their versions stay, and the change log knows nothing of it. */
async function restore(sql: string): Promise<void> {
  await firm.query('SET session_replication_role = replica')
  await firm.query(sql)
  await firm.query('RESET session_replication_role')
}

test.each(meetings)('under the same version $name', async ({ change, restored, reason, look, kept, decided }) => {
  await firm.emptyBook()
  await firm.insertHousehold({ id: householdId, name: 'Before' })
  await firm.insert('accounts', buildRow('accounts', { id: accountId, householdId, benchmark: 'Before' }))
  await firm.insert('team_members', { id: teamId, householdId, userId: firm.colleague.id, role: 'planner' })
  book = await openSyncBook(firm, firm.adviser)
  await book.commit(change())
  await restore(restored)
  await book.push()
  const [parked] = await book.outbox()
  const between = await firm.query(look)
  await book.decide({ kind: 'send', changes: {}, theirs: [] })
  await book.push()

  const now = await firm.query(look)
  const left = await book.outbox()
  await book.close()
  expect({ reason: parked?.reason ?? null, between, now, left }).toEqual({
    reason,
    between: kept,
    now: decided,
    left: [],
  })
})
