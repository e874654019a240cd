import { askNow } from '#electron/book-queries/book.ts'
import { readDistributions } from '#electron/book-queries/distributions.ts'
import { explainNumber } from '#electron/book-queries/explain-number.ts'
import { readExposure } from '#electron/book-queries/exposure.ts'
import { readFeeExceptions, readHouseholdFees } from '#electron/book-queries/fees.ts'
import { readGains } from '#electron/book-queries/gains.ts'
import { readModels } from '#electron/book-queries/models.ts'
import { readPerformance } from '#electron/book-queries/performance.ts'
import { readHoldings } from '#electron/book-queries/positions.ts'
import { refuse, requireRow } from '#electron/book-queries/row-changes.ts'
import { readTransactions } from '#electron/book-queries/transactions.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import {
  enteredProblems,
  planReversal,
  planRight,
  reversalDayProblem,
  whyNotReversible,
} from '#shared/domain/reversal.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
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

  async 'portfolio.reverse'({ book, ports, commit }, { transactionId, tradedOn, reason }) {
    const original = await requireRow(book, 'transactions', transactionId)
    const whyNot = whyNotReversible(original)
    if (whyNot !== null) throw new WorkstationError('bad_input', whyNot)
    const message = reversalDayProblem(tradedOn, original, askNow(ports.clock).today)
    refuse(message === null ? [] : [{ field: 'tradedOn', message }])
    const reversalId = ports.ids.next()
    await commit({
      mutations: [
        {
          table: 'transactions',
          operation: 'insert',
          row: planReversal(original, { id: reversalId, tradedOn, reason }),
        },
        { table: 'transactions', operation: 'update', id: transactionId, patch: { status: 'reversed' } },
      ],
    })
    return { reversalId }
  },

  async 'portfolio.enterRight'({ book, ports, commit }, { reversedId, transaction }) {
    const original = await requireRow(book, 'transactions', reversedId)
    if (original.status !== 'reversed') {
      throw new WorkstationError('bad_input', 'Reverse the wrong transaction first; then enter the right one.')
    }
    refuse(enteredProblems(transaction, askNow(ports.clock).today))
    const { householdId } = await requireRow(book, 'accounts', transaction.accountId)
    if (householdId !== original.householdId) {
      refuse([{ field: 'accountId', message: 'is of another household: there it is entered by its own feed' }])
    }
    const transactionId = ports.ids.next()
    const row = planRight(original, transaction, transactionId)
    await commit({ mutations: [{ table: 'transactions', operation: 'insert', row }] })
    return { transactionId }
  },
}
