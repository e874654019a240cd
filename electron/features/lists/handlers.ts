import { createHash } from 'node:crypto'
import { askNow } from '#electron/book-queries/book.ts'
import { readChangeStates } from '#electron/book-queries/change-states.ts'
import { readRowsOf } from '#electron/book-queries/household-list.ts'
import { readHouseholdOrder } from '#electron/book-queries/household-order.ts'
import { readMeetings } from '#electron/book-queries/meetings.ts'
import { readHoldings } from '#electron/book-queries/positions.ts'
import { readOpenTasks } from '#electron/book-queries/tasks.ts'
import { readTransactions } from '#electron/book-queries/transactions.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { HandlersOf, QueryContext } from '#electron/ipc/handlers.ts'
import { localDay } from '#shared/domain/dates.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { householdsViewSchema } from '#shared/ipc/household-questions.ts'
import { type ExportedList, listLabels, type listsChannels } from '#shared/ipc/lists.ts'
import { csvOf } from './columns.ts'

/** Where the encrypted book keeps it. */
const VIEW = 'view_of_households'

/** More transactions than a household has in a lifetime. */
const ALL = 1_000_000

/** @param run operations of the open book. */
export function createListsHandlers(run: CachePort['run']): HandlersOf<typeof listsChannels> {
  return {
    async 'lists.readView'() {
      const text = await run('readValue', { name: VIEW })
      // What another version kept may be nothing this one knows; the list then begins as new.
      const kept = householdsViewSchema.safeParse(text === null ? null : JSON.parse(text))
      return { view: kept.success ? kept.data : null }
    },

    async 'lists.keepView'(_context, { view }) {
      await run('writeValue', { name: VIEW, value: JSON.stringify(view) })
      return {}
    },

    async 'lists.exportCsv'(context, { list }) {
      const { ports } = context
      const { text, rows } = await writeOut(context, list)
      if (rows === 0) throw new WorkstationError('bad_input', 'The list is empty: there is nothing to export.')
      const suggestedName = `${listLabels[list.name]} ${localDay(ports.clock.now())}.csv`
      const path = await ports.dialogs.chooseSavePath({ title: 'Export the list', suggestedName, extension: 'csv' })
      if (path === null) return { path, rows, sha256: '' }
      const content = new TextEncoder().encode(text)
      await ports.files.writeExport(path, content)
      return { path, rows, sha256: createHash('sha256').update(content).digest('hex') }
    },
  }
}

interface WrittenList {
  readonly text: string
  readonly rows: number
}

/** The rows are read again here: what leaves is what the book holds, and not what a page says it shows. */
async function writeOut({ book, recall, steady, ports }: QueryContext, list: ExportedList): Promise<WrittenList> {
  const write = <Row>(rows: readonly Row[], toText: (rows: readonly Row[]) => string) => ({
    text: toText(rows),
    rows: rows.length,
  })
  return steady(async () => {
    switch (list.name) {
      case 'households': {
        const asked = askNow(ports.clock)
        const { ids } = await readHouseholdOrder({ book, recall, asked }, list.question)
        const chosen = list.ids === null ? null : new Set(list.ids)
        const kept = ids.filter((id) => chosen?.has(id) ?? true)
        return write(await readRowsOf(book, asked, kept), csvOf.households)
      }
      case 'tasks':
        return write(await readOpenTasks(book, await readChangeStates(book), null), csvOf.tasks)
      case 'meetings':
        return write(await readMeetings(book, await readChangeStates(book), list.status), csvOf.meetings)
      case 'holdings':
        return write(await readHoldings(book, list.householdId, askNow(ports.clock).today), csvOf.holdings)
      case 'transactions':
        return write(await readTransactions(book, { ...list, limit: ALL }), csvOf.transactions)
    }
  })
}
