import { judgeQuality, type QualityFacts } from '#shared/domain/data-quality.ts'
import { sumOf } from '#shared/domain/money.ts'
import { sortKey } from '#shared/domain/sort-key.ts'
import type { CacheDatabase } from './open-cache.ts'

/**
 * Gives a connection what a list of the whole book asks for besides SQLite's own, so that not every row has to travel to
 * another thread to be put in order: `sort_key(text)`; `exact_sum(amount)`, since SUM would make floats of amounts; and
 * `quality_score(facts, today)` of facts as JSON.
 */
export function addListFunctions(db: CacheDatabase): void {
  db.function('sort_key', { deterministic: true, directOnly: true }, (text) => sortKey(String(text)))
  db.function(
    'quality_score',
    { deterministic: true, directOnly: true },
    (facts, today) => judgeQuality(JSON.parse(String(facts)) as QualityFacts, String(today)).score,
  )
  db.aggregate('exact_sum', {
    directOnly: true,
    start: (): string[] => [],
    step: (amounts: string[], amount) => {
      amounts.push(String(amount))
      return amounts
    },
    result: (amounts) => sumOf(amounts),
  })
}
