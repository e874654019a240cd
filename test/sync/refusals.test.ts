import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { openSyncBook, type SyncBook } from '#test/support/sync-book.ts'

let firm: SmallFirm
let book: SyncBook
let householdId: string
let personId: string
let accountId: string
let teamId: string
let secondId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  book = await openSyncBook(firm, firm.adviser)
})
afterAll(async () => {
  await book.close()
  await firm.close()
})

/** Every test has a household of its own; the book goes from one to the next. */
beforeEach(async () => {
  householdId = await firm.insertHousehold()
  personId = await firm.insert('persons', buildRow('persons', { id: uuidv7(), householdId }))
  accountId = await firm.insert('accounts', buildRow('accounts', { id: uuidv7(), householdId }))
  const member = { householdId, personId, role: 'head', fromDate: null, toDate: null, isPrimary: false } as const
  await firm.insert('household_members', buildRow('household_members', { ...member, id: uuidv7() }))
  teamId = await firm.insert('team_members', { householdId, userId: firm.colleague.id, role: 'planner' })
  await book.pull()
})
afterEach(() => book.decide({ kind: 'discard' }))

const CORRECT = 'Correct it and send it again, or discard it.'
const GONE = 'This record is no longer in your book: it was removed, or assigned to somebody else.'
const NOT_YOURS = 'You may not change this. It may have been assigned to somebody else.'

const patchOf = (patch: object): LocalMutation =>
  ({ table: 'households', operation: 'update', id: householdId, patch }) as LocalMutation
const insertOf = (table: string, row: object): LocalMutation => ({ table, operation: 'insert', row }) as LocalMutation
const task = (overrides: object) =>
  insertOf('tasks', buildRow('tasks', { id: uuidv7(), householdId, ownerId: firm.adviser.id, ...overrides }))

interface Refusal {
  readonly name: string
  readonly change: () => LocalMutation
  /** What happened at the firm after the laptop had left. */
  readonly meanwhile?: () => Promise<unknown>
  /** How another version of the workstation had written the change, where this one could not. */
  readonly beneath?: string
  readonly reason: string
}

const refusals: readonly Refusal[] = [
  {
    name: 'a row that was removed',
    change: () => ({ table: 'accounts', operation: 'update', id: accountId, patch: { benchmark: 'Growth' } }),
    meanwhile: () => firm.removeRows('accounts', 'id = $1', [accountId]),
    reason: GONE,
  },
  {
    name: 'a household that went to somebody else',
    change: () => patchOf({ name: 'Mine' }),
    meanwhile: () =>
      firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [householdId, firm.colleague.id]).then(() =>
        // Whoever is on the team would still see it.
        firm.query('DELETE FROM team_members WHERE id = $1', [teamId]),
      ),
    reason: GONE,
  },
  {
    name: 'a row for a household that went to somebody else',
    change: () => task({}),
    meanwhile: () =>
      firm.query('UPDATE households SET advisor_id = $2 WHERE id = $1', [householdId, firm.colleague.id]),
    reason: NOT_YOURS,
  },
  {
    name: 'a removal of what was removed already',
    change: () => ({ table: 'team_members', operation: 'delete', id: teamId }),
    meanwhile: () => firm.query('DELETE FROM team_members WHERE id = $1', [teamId]),
    reason: GONE,
  },
  {
    name: 'a removal that nobody but a disposal may make',
    change: () => ({ table: 'accounts', operation: 'delete', id: accountId }),
    reason: NOT_YOURS,
  },
  {
    name: 'a record that only custodians bring',
    change: () => insertOf('positions', buildRow('positions', { id: uuidv7(), householdId, accountId })),
    reason: NOT_YOURS,
  },
  {
    name: 'a reference to what is gone',
    change: () => task({ meetingId: testId(77) }),
    reason: `Meeting is no longer in the firm’s database. ${CORRECT}`,
  },
  {
    name: 'a text that is too long',
    change: () => task({ title: 'x'.repeat(301) }),
    reason: `Task is longer than 300 characters. ${CORRECT}`,
  },
  {
    name: 'a text in the wrong form',
    change: () => ({ table: 'persons', operation: 'update', id: personId, patch: { citizenship: 'usa' } }),
    reason: `Citizenship is not a country code such as US, or is longer than 2 characters. ${CORRECT}`,
  },
  {
    name: 'a choice that the firm does not know',
    change: () => patchOf({ serviceTier: 'diamond' }),
    reason: `Service tier is not one of the values that the firm’s database knows. ${CORRECT}`,
  },
  {
    name: 'a number out of range',
    change: () => patchOf({ taxBracket: '101' }),
    reason: `Tax bracket (%) is not between 0 and 100. ${CORRECT}`,
  },
  {
    name: 'a number too large to keep',
    change: () => patchOf({ taxBracket: '123456789' }),
    reason: `A number is too large. ${CORRECT}`,
  },
  {
    name: 'a day that does not exist',
    change: () => patchOf({ clientSince: '2026-02-30' }),
    reason: `A value is too long, too large, or not in the expected form. ${CORRECT}`,
  },
  {
    name: 'a character that cannot be kept',
    change: () => patchOf({ name: 'Smith\u0000' }),
    reason: `A text has a character that the firm’s database cannot keep. ${CORRECT}`,
  },
  {
    name: 'a field left empty',
    change: () => patchOf({ name: 'Somebody' }),
    beneath: `patch = json_set(patch, '$.name', NULL)`,
    reason: `Name must not be empty. ${CORRECT}`,
  },
  {
    name: 'days in the wrong order',
    change: () => patchOf({ clientSince: '2026-05-01', terminatedOn: '2026-04-01' }),
    reason: `Terminated is before Client since. ${CORRECT}`,
  },
  {
    name: 'a field that a status needs',
    change: () => patchOf({ status: 'terminated' }),
    reason: `Terminated is needed for this Status. ${CORRECT}`,
  },
  {
    name: 'two of what there may be one of',
    change: () =>
      insertOf(
        'beneficiaries',
        buildRow('beneficiaries', {
          id: uuidv7(),
          householdId,
          accountId,
          personId,
          name: 'Heir',
          entityId: null,
        }),
      ),
    reason: `Set exactly one of: Person, Entity, Name. ${CORRECT}`,
  },
  {
    name: 'somebody who is on the team already',
    change: () =>
      insertOf('team_members', {
        ...buildRow('team_members', { id: uuidv7(), householdId }),
        userId: firm.colleague.id,
        role: 'planner',
      }),
    reason: `There is already one with the same Household and Person. ${CORRECT}`,
  },
  {
    name: 'a second head of a household',
    change: () => {
      secondId = uuidv7()
      const row = {
        ...{ id: uuidv7(), householdId, personId: secondId, role: 'head' },
        fromDate: null,
        toDate: null,
      }
      return insertOf('household_members', buildRow('household_members', { ...row, isPrimary: false } as never))
    },
    meanwhile: () => firm.insert('persons', buildRow('persons', { id: secondId, householdId })),
    reason: `The household has a head in this time already. ${CORRECT}`,
  },
  {
    name: 'shares that do not make 100%',
    change: () =>
      insertOf(
        'account_owners',
        buildRow('account_owners', {
          id: uuidv7(),
          householdId,
          accountId,
          personId,
          entityId: null,
          percent: '60',
        }),
      ),
    reason: `The shares of the owners of this account do not make 100%. ${CORRECT}`,
  },
  {
    name: 'a field of another version of the workstation',
    change: () => task({}),
    beneath: `patch = json_set(patch, '$.effort', 'high')`,
    reason:
      'This change was made with another version of the workstation and sets “effort”, which tasks no longer have. Note what you need of it, then discard it and enter it anew.',
  },
]

test.each(refusals)('$name is told in words, and kept', async ({ change, meanwhile, beneath, reason }) => {
  await book.commit(change())
  if (beneath !== undefined) await book.rewriteOutbox(beneath)
  const before = await book.outbox()
  await meanwhile?.()

  await book.push()

  expect(await book.outbox()).toEqual(before.map((row) => ({ ...row, state: 'refused', reason })))
})

test('what the firm has already is taken for sent, and with other values it waits for a decision', async () => {
  const same = buildRow('tasks', { id: uuidv7(), householdId, ownerId: firm.adviser.id, title: 'Same' })
  const other = { ...same, id: uuidv7(), title: 'Other' }
  await book.commit({ table: 'tasks', operation: 'insert', row: same })
  await book.commit({ table: 'tasks', operation: 'insert', row: other })
  await firm.insert('tasks', same)
  await firm.insert('tasks', { ...other, title: 'Theirs' })

  await book.push()
  const parked = await book.outbox()
  await book.decide({ kind: 'send', changes: {}, theirs: [] })
  await book.push()

  expect({
    parked: parked.map(({ state, reason }) => ({ state, reason })),
    tasks: await firm.query('SELECT title, version FROM tasks WHERE household_id = $1 ORDER BY title', [householdId]),
    left: await book.outbox(),
  }).toEqual({
    parked: [{ state: 'conflict', reason: 'Somebody else changed the same: Task.' }],
    tasks: [
      { title: 'Other', version: 2 },
      { title: 'Same', version: 1 },
    ],
    left: [],
  })
})

test('a row that others changed is not removed without asking', async () => {
  await book.commit({ table: 'team_members', operation: 'delete', id: teamId })
  await firm.query(`UPDATE team_members SET role = 'associate' WHERE id = $1`, [teamId])

  await book.push()
  const parked = await book.outbox()
  const kept = await firm.query('SELECT role FROM team_members WHERE id = $1', [teamId])
  await book.decide({ kind: 'send', changes: {}, theirs: [] })
  await book.push()

  expect({
    parked,
    kept,
    after: await firm.query('SELECT role FROM team_members WHERE id = $1', [teamId]),
    left: await book.outbox(),
  }).toEqual({
    parked: [
      {
        table: 'team_members',
        state: 'conflict',
        reason: 'Somebody else changed this record before it was removed.',
        patch: {},
      },
    ],
    kept: [{ role: 'associate' }],
    after: [],
    left: [],
  })
})
