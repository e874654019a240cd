import type pg from 'pg'
import { explain } from '#test/support/query-plans.ts'
import { quantile } from './search-cost.ts'

/** A list as its reader's login asks for it, and as a login that no policy binds must ask to get the same rows. */
export interface ComparedList {
  readonly name: string
  readonly reader: 'adviser' | 'compliance'
  /** In how many tables whose households are mine is asked: a fixed number of pages each, however short the list. */
  readonly policiedTables: number
  /** True for lists of many rows, beside which that is nothing. */
  readonly isWhole: boolean
  readonly sql: string
  readonly explicit: string
}

export interface ListCost {
  readonly rows: number
  readonly pages: { readonly policy: number; readonly explicit: number; readonly ratio: number }
  /** Medians. */
  readonly milliseconds: { readonly policy: number; readonly explicit: number; readonly ratio: number }
}

/** What the comparison is about: an adviser, and a household and an account of theirs. */
export interface ListSubjects {
  readonly adviserId: string
  readonly householdId: string
  readonly accountId: string
}

const ROUNDS = 25

/** The main lists. Subjects are written into the text, so that both are planned alike. */
export function comparedLists({ adviserId, householdId, accountId }: ListSubjects): ComparedList[] {
  const mine = `household_id = ANY (ARRAY(SELECT id FROM households WHERE advisor_id = '${adviserId}'))`
  const same = (name: string, reader: ComparedList['reader'], policiedTables: number, sql: string) => ({
    name,
    reader,
    policiedTables,
    isWhole: policiedTables === 0,
    sql,
    explicit: sql,
  })
  const households = 'SELECT id, name, status, service_tier, next_review_on FROM households'
  const persons = 'SELECT id, household_id, first_name, last_name FROM persons'
  return [
    {
      name: 'an adviser’s households by name',
      reader: 'adviser',
      policiedTables: 1,
      isWhole: true,
      sql: `${households} ORDER BY name`,
      explicit: `${households} WHERE advisor_id = '${adviserId}' ORDER BY name`,
    },
    {
      name: 'an adviser’s people',
      reader: 'adviser',
      policiedTables: 1,
      isWhole: true,
      sql: persons,
      explicit: `${persons} WHERE ${mine}`,
    },
    {
      name: 'an adviser’s open tasks',
      reader: 'adviser',
      policiedTables: 1,
      isWhole: true,
      sql: `SELECT id, title, due_on FROM tasks WHERE status = 'open'`,
      explicit: `SELECT id, title, due_on FROM tasks WHERE status = 'open' AND ${mine}`,
    },
    same('people of a household', 'adviser', 1, `${persons} WHERE household_id = '${householdId}'`),
    same('a page of an account’s transactions', 'adviser', 1, transactionsOf(accountId)),
    {
      // The planner takes the households for few and walks their tasks, whichever way it is told of them.
      name: 'tasks of an owner',
      reader: 'adviser',
      policiedTables: 1,
      isWhole: true,
      sql: tasksOf(adviserId),
      explicit: tasksOf(adviserId, `AND ${mine}`),
    },
    same('tasks of an owner, for compliance', 'compliance', 0, tasksOf(adviserId)),
    same('the whole firm’s households by name, a page', 'compliance', 0, `${households} ORDER BY name LIMIT 100`),
    same('people of a household, for compliance', 'compliance', 0, `${persons} WHERE household_id = '${householdId}'`),
    same('transactions of an account, for compliance', 'compliance', 0, transactionsOf(accountId)),
    same('search, for compliance', 'compliance', 0, `SELECT * FROM app.search('talan', 50)`),
  ]
}

function transactionsOf(accountId: string): string {
  return `SELECT id, traded_on, type, net_amount FROM transactions WHERE account_id = '${accountId}' ORDER BY traded_on DESC, id DESC LIMIT 50`
}

function tasksOf(ownerId: string, besides = ''): string {
  return `SELECT id, title, due_on FROM tasks WHERE owner_id = '${ownerId}' AND status = 'open' ${besides} ORDER BY due_on LIMIT 100`
}

/**
 * What a list costs under the policies, against the same rows without them.
 *
 * @param reader connected as the login that the list is for.
 * @param unbound connected as one that row-level security does not bind.
 */
export async function measureList(list: ComparedList, reader: pg.Client, unbound: pg.Client): Promise<ListCost> {
  const asked = [
    { client: reader, sql: list.sql, times: [] as number[] },
    { client: unbound, sql: list.explicit, times: [] as number[] },
  ] as const
  // The first time in a session, the catalogue is read as well.
  for (const { client, sql } of asked) await client.query(sql)
  const [policy, explicit] = [await explain(reader, list.sql), await explain(unbound, list.explicit)]
  // By turns, so that what else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { client, sql, times } of asked) {
      const began = performance.now()
      await client.query(sql)
      times.push(performance.now() - began)
    }
  }
  return {
    rows: policy.rows,
    pages: compare(policy.pages, explicit.pages),
    milliseconds: compare(quantile(asked[0].times, 0.5), quantile(asked[1].times, 0.5)),
  }
}

function compare(policy: number, explicit: number): ListCost['pages'] {
  return { policy, explicit, ratio: Math.round((policy / explicit) * 100) / 100 }
}
