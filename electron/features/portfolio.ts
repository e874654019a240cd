import { askNow } from '#electron/book-queries/book.ts'
import { readDistributions } from '#electron/book-queries/distributions.ts'
import { explainNumber } from '#electron/book-queries/explain-number.ts'
import { readExposure } from '#electron/book-queries/exposure.ts'
import { readFeeExceptions, readHouseholdFees } from '#electron/book-queries/fees.ts'
import { readGains } from '#electron/book-queries/gains.ts'
import { readModels } from '#electron/book-queries/models.ts'
import { readPerformance } from '#electron/book-queries/performance.ts'
import { readHoldings } from '#electron/book-queries/positions.ts'
import { readTransactions } from '#electron/book-queries/transactions.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import type { portfolioChannels } from '#shared/ipc/portfolio.ts'

export const portfolioHandlers: HandlersOf<typeof portfolioChannels> = {
  async 'portfolio.feeSchedules'({ book }) {
    return book.selectFrom('fee_schedules').orderBy('name').select(['id', 'name', 'endedOn']).execute()
  },

  async 'portfolio.fees'({ steady, book, ports }, { householdId, on }) {
    return steady(() => readHouseholdFees(book, householdId, on, askNow(ports.clock).today))
  },

  async 'portfolio.feeExceptions'({ steady, book, ports }, { on }) {
    return steady(() => readFeeExceptions(book, on, askNow(ports.clock).today))
  },

  async 'portfolio.models'({ steady, book, ports }) {
    const models = await steady(() => readModels(book, askNow(ports.clock).today))
    return models.map((model) => ({ ...model, weights: [...model.weights] }))
  },

  async 'portfolio.holdings'({ steady, book, ports }, { householdId }) {
    return steady(() => readHoldings(book, householdId, askNow(ports.clock).today))
  },

  async 'portfolio.explain'({ steady, book, ports }, question) {
    return steady(() => explainNumber(book, question, askNow(ports.clock)))
  },

  async 'portfolio.gains'({ steady, book, ports }, question) {
    return steady(() => readGains(book, question, askNow(ports.clock).today))
  },

  async 'portfolio.distributions'({ steady, book, ports }, { householdId }) {
    return steady(() => readDistributions(book, householdId, askNow(ports.clock).today))
  },

  async 'portfolio.exposure'({ steady, book, ports }, { householdId }) {
    return steady(() => readExposure(book, householdId, askNow(ports.clock).today))
  },

  async 'portfolio.performance'({ steady, book, ports }, question) {
    return steady(() => readPerformance(book, question, askNow(ports.clock).today))
  },

  async 'portfolio.transactions'({ book }, question) {
    return readTransactions(book, question)
  },
}
