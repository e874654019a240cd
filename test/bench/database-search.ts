// npm run bench -- database-search [--persons N] [--json FILE]
// Search over a firm of a million persons against reading the table from end to end, and the main lists under the
// policies against the same rows without them.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { say } from '#build/commands/processes.ts'
import { createScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { openLargeFirm } from '#test/support/large-firm.ts'
import { comparedLists, type ListCost, measureList } from './database-parts/policy-cost.ts'
import { measureSearch, type SearchFigures } from './database-parts/search-cost.ts'

const { values } = parseArgs({
  options: {
    persons: { type: 'string', default: '1000000' },
    terms: { type: 'string', default: '300' },
    json: { type: 'string' },
  },
})

const { cluster, stop } = await startScratchCluster()
try {
  const loginPrefix = `bench${randomBytes(3).toString('hex')}.`
  const began = performance.now()
  const large = await openLargeFirm(await createScratchDatabase(cluster), {
    persons: Number(values.persons),
    loginPrefix,
  })
  const loadSeconds = Math.round((performance.now() - began) / 1000)
  say(`${large.firm.size.persons} persons loaded in ${loadSeconds} s`)
  const compliance = await large.openReader('compliance')
  const search: Record<string, Record<string, SearchFigures>> = {}
  // The first round finds nothing of the indexes in the server's memory, though the system may have read them before.
  for (const round of ['first', 'warm']) {
    search[round] = await measureSearch(compliance.client, Number(values.terms))
    for (const [kind, { p50, p95, ratio }] of Object.entries(search[round]))
      say(`search, ${kind}, ${round}: p50 ${p50} ms, p95 ${p95} ms, ${ratio} of a sequential scan`)
  }
  const policies: Record<string, Record<string, ListCost>> = {}
  for (const login of ['heavyAdviser', 'adviser'] as const) {
    const reader = await large.openReader(login)
    const costs: Record<string, ListCost> = {}
    for (const list of comparedLists(reader.subjects)) {
      costs[list.name] = await measureList(
        list,
        list.reader === 'adviser' ? reader.client : compliance.client,
        large.unbound,
      )
    }
    policies[`${reader.households} households`] = costs
    for (const [name, { pages, milliseconds }] of Object.entries(costs)) {
      say(`${name}, ${reader.households} households: pages ×${pages.ratio}, time ×${milliseconds.ratio}`)
    }
  }
  if (values.json)
    writeFileSync(values.json, `${JSON.stringify({ ...large.firm.size, loadSeconds, search, policies }, null, 2)}\n`)
  await large.close()
} finally {
  await stop()
}
