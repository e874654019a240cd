import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { createScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { openLargeFirm } from '#test/support/large-firm.ts'
import type { BenchPart } from '../part.ts'
import {
  type ComparedList,
  comparedLists,
  comparePages,
  compareTimes,
  type PageCost,
  type TimeCost,
} from './policy-cost.ts'
import { measureSearch, type SearchFigures } from './search-cost.ts'

const PERSONS = 1_000_000
const TERMS = 300

/** Milliseconds within which 95 of 100 searches must answer. */
const SEARCH_P95: Readonly<Record<string, number>> = { prefix: 30, infix: 30, typo: 100 }
/** How much longer a main list may take under the policies. */
const POLICY_TIME = 1.2

/** Logins of the large firm, and whose the households are that they read. */
const READERS = [
  ['heavyAdviser', 'households'],
  ['adviser', 'households'],
  ['heavyAssistant', 'households by team'],
] as const

interface ListCost extends PageCost {
  readonly sent: TimeCost
  readonly prepared: TimeCost
}

interface Notes {
  readonly figures: Record<string, number>
  readonly ratios: Record<string, number>
  readonly limits: Record<string, number>
}

/**
 * A firm of a million persons: search against reading the table from end to end, and the main lists under the policies
 * against the same rows without them. Filling it takes some minutes.
 */
export const measureLargeFirm: BenchPart = async (say) => {
  const { cluster, stop } = await startScratchCluster()
  try {
    const began = performance.now()
    const large = await openLargeFirm(await createScratchDatabase(cluster), {
      persons: PERSONS,
      loginPrefix: `bench${randomBytes(3).toString('hex')}.`,
    })
    say(`${large.firm.size.persons} persons loaded in ${Math.round((performance.now() - began) / 1000)} s`)
    const notes: Notes = { figures: {}, ratios: {}, limits: {} }
    const compliance = await large.openReader('compliance')
    // The first round finds nothing of the indexes in the server's memory, though the system may have read them before.
    for (const round of ['first', 'warm']) {
      say(`search, ${round}: ${TERMS} terms of each kind, by compliance`)
      noteSearch(notes, round, await measureSearch(compliance.client, TERMS))
    }
    for (const [login, whose] of READERS) {
      const reader = await large.openReader(login)
      say(`lists, by the reader of ${reader.households} ${whose} and by compliance`)
      // Compliance's lists are the same whoever serves a household.
      const asked = login === 'heavyAssistant' ? ['adviser'] : ['adviser', 'compliance']
      for (const list of comparedLists(reader.subjects).filter((each) => asked.includes(each.reader))) {
        const client = list.reader === 'adviser' ? reader.client : compliance.client
        const cost = await measureList(list, client, large.unbound)
        noteList(notes, `${list.name}, ${reader.households} ${whose}`, list.isWhole, cost)
      }
    }
    await large.close()
    return notes
  } finally {
    await stop()
  }
}

async function measureList(list: ComparedList, reader: pg.Client, unbound: pg.Client): Promise<ListCost> {
  return {
    ...(await comparePages(list, reader, unbound)),
    sent: await compareTimes(list, reader, unbound, 'sent'),
    prepared: await compareTimes(list, reader, unbound, 'prepared'),
  }
}

function noteSearch({ figures, ratios, limits }: Notes, round: string, kinds: Record<string, SearchFigures>): void {
  for (const [kind, { p50, p95, ratio }] of Object.entries(kinds)) {
    figures[`search, ${kind}, ${round}: p50`] = p50
    figures[`search, ${kind}, ${round}: p95`] = p95
    const most = SEARCH_P95[kind]
    if (most !== undefined) limits[`search, ${kind}, ${round}: p95`] = most
    ratios[`search, ${kind}, ${round}: over a sequential scan`] = ratio
  }
}

function noteList({ figures, ratios, limits }: Notes, name: string, isMain: boolean, cost: ListCost): void {
  const { pages, sent, prepared } = cost
  figures[`${name}: under the policies`] = sent.medians.policy
  figures[`${name}: without them`] = sent.medians.explicit
  ratios[`${name}: pages`] = pages.ratio
  ratios[`${name}: time`] = sent.ratio
  ratios[`${name}: time, medians`] = sent.medians.ratio
  ratios[`${name}: time, lower quartile of the rounds`] = sent.spread[0]
  ratios[`${name}: time, upper quartile of the rounds`] = sent.spread[1]
  ratios[`${name}: time, prepared`] = prepared.ratio
  if (!isMain) return
  limits[`${name}: time`] = POLICY_TIME
  limits[`${name}: time, prepared`] = POLICY_TIME
}
