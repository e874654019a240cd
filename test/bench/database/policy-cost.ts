import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { explain } from '#test/support/query-plans.ts'
import { roundTo } from '../part.ts'
import { quantile } from './search-cost.ts'

/**
 * A list as its reader's login asks for it, and as a login that no policy binds must ask to get the same rows, whoever
 * the reader is: with the whole rule of whose households are whose, teams included, but without having to find out who
 * asks.
 */
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

/** The same list under the policies and without them. */
export interface Comparison {
  readonly policy: number
  readonly explicit: number
  /** The one over the other. */
  readonly ratio: number
}

export interface PageCost {
  readonly rows: number
  readonly pages: Comparison
}

export interface TimeCost {
  /** Milliseconds: the medians of all rounds, and one over the other. */
  readonly medians: Comparison
  /** One over the other in the rounds that hardly anything else disturbed: where a tenth of each is faster. */
  readonly ratio: number
  /** Of the ratio of each round, a quarter lies below the first and a quarter above the second. */
  readonly spread: readonly [number, number]
}

/** What the comparison is about: an adviser or who serves their households, and a household and an account of theirs. */
export interface ListSubjects {
  readonly readerId: string
  readonly householdId: string
  readonly accountId: string
}

/** On a busy machine, a list of a millisecond takes now and then many times as long. */
const ROUNDS = 101
/** The share of rounds that is hardly disturbed, unless the machine is overrun: its ratio varies less than that of medians. */
const UNDISTURBED = 0.1

/** The main lists. Subjects are written into the text, so that both are planned alike. */
export function comparedLists({ readerId, householdId, accountId }: ListSubjects): ComparedList[] {
  const served = `SELECT household_id FROM team_members WHERE user_id = '${readerId}'`
  const mine = `household_id = ANY (ARRAY(SELECT id FROM households WHERE advisor_id = '${readerId}' UNION ALL ${served}))`
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
      explicit: `${households} WHERE advisor_id = '${readerId}' OR id = ANY (ARRAY(${served})) ORDER BY name`,
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
      sql: tasksOf(readerId),
      explicit: tasksOf(readerId, `AND ${mine}`),
    },
    same('tasks of an owner, for compliance', 'compliance', 0, tasksOf(readerId)),
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
 * The pages that a list reads under the policies, against the same rows without them.
 *
 * @param reader connected as the login that the list is for.
 * @param unbound connected as one that row-level security does not bind.
 * @throws Error when both do not answer the same rows, since they would not be comparable.
 */
export async function comparePages(list: ComparedList, reader: pg.Client, unbound: pg.Client): Promise<PageCost> {
  // The first time in a session, the catalogue is read as well.
  const rows = await readSorted(reader, list.sql)
  if (!isDeepStrictEqual(rows, await readSorted(unbound, list.explicit))) {
    throw new Error(`${list.name}: the rows without the policies are not those under them`)
  }
  const [policy, explicit] = [await explain(reader, list.sql), await explain(unbound, list.explicit)]
  return { rows: policy.rows, pages: compare(policy.pages, explicit.pages) }
}

async function readSorted(client: pg.Client, sql: string): Promise<string[]> {
  return (await client.query(sql)).rows.map((row) => JSON.stringify(row)).sort()
}

/**
 * The time that a list takes under the policies, against the same rows without them.
 *
 * @param way `sent`: parsed and planned at each call, as the workstation's statements are. `prepared`: planned before.
 */
export async function compareTimes(
  list: ComparedList,
  reader: pg.Client,
  unbound: pg.Client,
  way: 'sent' | 'prepared',
): Promise<TimeCost> {
  const name = way === 'prepared' ? { name: randomUUID() } : {}
  const policy = { client: reader, query: { ...name, text: list.sql }, times: [] as number[] }
  const explicit = { client: unbound, query: { ...name, text: list.explicit }, times: [] as number[] }
  for (const { client, query } of [policy, explicit]) await client.query(query)
  for (let round = 0; round < ROUNDS; round += 1) {
    // By turns, and each as often first, so that what else the machine does falls on both.
    for (const { client, query, times } of round % 2 === 0 ? [policy, explicit] : [explicit, policy]) {
      const began = performance.now()
      await client.query(query)
      times.push(performance.now() - began)
    }
  }
  const atShare = (share: number) => compare(quantile(policy.times, share), quantile(explicit.times, share))
  const ratios = policy.times.map((time, round) => time / (explicit.times[round] ?? time))
  return {
    medians: atShare(0.5),
    ratio: atShare(UNDISTURBED).ratio,
    spread: [roundTo(quantile(ratios, 0.25), 2), roundTo(quantile(ratios, 0.75), 2)],
  }
}

function compare(policy: number, explicit: number): Comparison {
  return { policy, explicit, ratio: roundTo(policy / explicit, 2) }
}
