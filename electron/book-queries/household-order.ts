import { qualityLimits } from '#shared/domain/data-quality.ts'
import { compareDays } from '#shared/domain/dates.ts'
import { sumOf } from '#shared/domain/money.ts'
import type { HouseholdsQuestion } from '#shared/ipc/household-questions.ts'
import type { AskedAt, Book } from './book.ts'
import { editionOf } from './edition.ts'
import {
  type ListedHousehold,
  QUALITY_TABLES,
  readHouseholdNames,
  readQualityScores,
  readValuesOfAll,
  VALUE_TABLES,
} from './household-columns.ts'
import { readNextMeetingTimes } from './meetings.ts'
import type { Recall } from './recall.ts'
import { findHouseholds } from './search.ts'

/** Which households a question finds, in its order. */
export interface HouseholdOrder {
  readonly ids: readonly string[]
  /** Another one wherever another household is in some place: what tells pages of one order from those of another. */
  readonly edition: string
  /** Households of the whole book. */
  readonly total: number
  /** Of those that were found. */
  readonly marketValue: string
  /** Names that mistyped words were taken for. */
  readonly spellings: readonly string[]
}

export interface OrderReading {
  readonly book: Book
  readonly recall: Recall
  readonly asked: AskedAt
}

/** To the minute: which meeting is the next depends on the time. */
const MINUTE = 'YYYY-MM-DDTHH:MM'.length

/** Finds and sorts households of the whole book; what was found before is remembered until the book changes. */
export function readHouseholdOrder(reading: OrderReading, question: HouseholdsQuestion): Promise<HouseholdOrder> {
  const { recall, asked } = reading
  const name = `households ${asked.now.slice(0, MINUTE)} ${JSON.stringify(question)}`
  const tables = [...QUALITY_TABLES, ...VALUE_TABLES, 'meetings'] as const
  return recall(name, tables, () => makeOrder(reading, question))
}

async function makeOrder(reading: OrderReading, question: HouseholdsQuestion): Promise<HouseholdOrder> {
  const { book, recall, asked } = reading
  const [found, all, values] = await Promise.all([
    findHouseholds(book, question.search),
    recall('names', ['households'], () => readHouseholdNames(book)),
    recall(`values ${asked.today}`, VALUE_TABLES, () => readValuesOfAll(book, asked)),
  ])
  const scores = needsQuality(question) ? await recallScores(reading) : new Map<string, number>()
  const kept = all.filter(
    ({ id, status, serviceTier }) =>
      (found.ids?.has(id) ?? true) &&
      (question.status === null || status === question.status) &&
      (question.tier === null || serviceTier === question.tier) &&
      (scores.get(id) ?? 0) < qualityLimits[question.quality],
  )
  const ids = (await sortHouseholds(reading, kept, question, { values, scores })).map(({ id }) => id)
  return {
    ids,
    edition: editionOf(ids),
    total: all.length,
    marketValue: sumOf(ids.map((id) => values.get(id) ?? '0')),
    spellings: found.spellings,
  }
}

const needsQuality = ({ quality, sort }: HouseholdsQuestion) => quality !== 'any' || sort === 'quality'

const recallScores = ({ book, recall, asked }: OrderReading) =>
  recall(`quality ${asked.today}`, QUALITY_TABLES, () => readQualityScores(book, asked))

interface Columns {
  readonly values: ReadonlyMap<string, string>
  readonly scores: ReadonlyMap<string, number>
}

/**
 * @param households in the order of their names, which those keep that are alike. Without a date they come last in
 *   either direction.
 */
async function sortHouseholds(
  { book, asked }: OrderReading,
  households: ListedHousehold[],
  { sort, descending }: HouseholdsQuestion,
  { values, scores }: Columns,
): Promise<ListedHousehold[]> {
  const direction = descending ? -1 : 1
  const byNumber = (numberOf: (household: ListedHousehold) => number) =>
    sortBy(households, numberOf, (a, b) => direction * (a - b))
  const byDay = (dayOf: (household: ListedHousehold) => string | null) =>
    sortBy(households, dayOf, (a, b) => (a === null || b === null ? compareDays(a, b) : direction * compareDays(a, b)))
  switch (sort) {
    case 'name':
      return descending ? households.reverse() : households
    case 'quality':
      return byNumber(({ id }) => scores.get(id) ?? 0)
    case 'marketValue':
      // As floats: they differ where amounts of less than a hundred trillion do, by a cent or more.
      return byNumber(({ id }) => Number(values.get(id) ?? 0))
    case 'nextReviewOn':
      return byDay(({ nextReviewOn }) => nextReviewOn)
    case 'nextMeetingAt': {
      const meetings = await readNextMeetingTimes(book, asked)
      return byDay(({ id }) => meetings.get(id) ?? null)
    }
  }
}

/** What is compared is looked up once for each and not at every comparison. */
function sortBy<Key>(
  households: readonly ListedHousehold[],
  keyOf: (household: ListedHousehold) => Key,
  compare: (a: Key, b: Key) => number,
): ListedHousehold[] {
  return households
    .map((household) => ({ household, key: keyOf(household) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ household }) => household)
}
