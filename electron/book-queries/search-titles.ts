import { formatDay } from '#shared/domain/format.ts'
import { byId, groupBy } from '#shared/domain/group.ts'
import { fullName, labelOf, maskedNumber } from '#shared/domain/labels.ts'
import { accounts } from '#shared/records/accounts.ts'
import { communications } from '#shared/records/communications.ts'
import { documents } from '#shared/records/documents.ts'
import { households } from '#shared/records/households.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { meetingNotes } from '#shared/records/meeting-notes.ts'
import { meetings } from '#shared/records/meetings.ts'
import { tasks } from '#shared/records/tasks.ts'
import type { Book } from './book.ts'
import type { FoundRow, SearchedTable } from './search.ts'

export interface DescribedRow {
  /** What was found: the row itself, or the document that it is a page of. */
  readonly subject: string
  /** The page of the document, where its newest version says it. */
  readonly page: number | null
  readonly title: string
  readonly subtitle: string
  /** A text too long for the title, of which a passage may be shown. */
  readonly text: string | null
}

/** A row found: its id, its title, and what is said of it besides the household. */
interface Described {
  readonly id: string
  readonly title: string
  readonly facts: readonly string[]
  readonly text?: string | null
  readonly subject?: string
  readonly page?: number | null
}

const TITLE_LENGTH = 120

/** Titles and subtitles of rows by id: one query for each table among them. Rows no longer in the book are left out. */
export async function describeRows(book: Book, rows: readonly FoundRow[]): Promise<Map<string, DescribedRow>> {
  const groups = [...groupBy(rows, ({ tableName }) => tableName)]
  const householdIds = [...new Set(rows.map(({ householdId }) => householdId))]
  const [householdRows, ...described] = await Promise.all([
    householdIds.length === 0
      ? []
      : book.selectFrom('households').where('id', 'in', householdIds).select(['id', 'name']).execute(),
    ...groups.map(([table, group]) =>
      describe[table](
        book,
        group.map(({ rowId }) => rowId),
      ),
    ),
  ])
  const names = byId(householdRows)
  const foundRows = new Map(rows.map((row) => [row.rowId, row]))
  return new Map(
    described.flat().map(({ id, title, facts, text = null, subject = id, page = null }) => {
      const found = foundRows.get(id)
      const householdName = found?.tableName === 'households' ? '' : (names.get(found?.householdId ?? '')?.name ?? '')
      const subtitle = [...facts, householdName].filter((fact) => fact !== '').join(' · ')
      return [id, { subject, page, title: shorten(title), subtitle, text }]
    }),
  )
}

const describe: Readonly<Record<SearchedTable, (book: Book, ids: string[]) => Promise<Described[]>>> = {
  async households(book, ids) {
    const rows = await book
      .selectFrom('households')
      .where('id', 'in', ids)
      .select(['id', 'name', 'status', 'serviceTier'])
      .execute()
    return rows.map(({ id, name, status, serviceTier }) => {
      const facts = [
        'Household',
        labelOf(households, 'status', status),
        labelOf(households, 'serviceTier', serviceTier),
      ]
      return { id, title: name, facts }
    })
  },
  async persons(book, ids) {
    const rows = await book
      .selectFrom('persons')
      .where('id', 'in', ids)
      .where('mergedIntoId', 'is', null)
      .select(['id', 'firstName', 'middleName', 'preferredName', 'lastName', 'email', 'phone'])
      .execute()
    return rows.map((row) => {
      const names = [row.middleName, row.preferredName, row.email, row.phone].filter((name) => name !== null)
      return { id: row.id, title: fullName(row), facts: ['Person'], text: names.join(' · ') }
    })
  },
  async entities(book, ids) {
    const rows = await book.selectFrom('entities').where('id', 'in', ids).select(['id', 'name', 'type']).execute()
    return rows.map(({ id, name, type }) => ({ id, title: name, facts: [labelOf(legalEntities, 'type', type)] }))
  },
  async accounts(book, ids) {
    const rows = await book
      .selectFrom('accounts')
      .where('id', 'in', ids)
      .select(['id', 'name', 'registration', 'numberLast4'])
      .execute()
    return rows.map(({ id, name, registration, numberLast4 }) => {
      const fact = `${labelOf(accounts, 'registration', registration)} ${maskedNumber(numberLast4)}`.trim()
      return { id, title: name, facts: ['Account', fact] }
    })
  },
  async meetings(book, ids) {
    const rows = await book
      .selectFrom('meetings')
      .where('id', 'in', ids)
      .select(['id', 'subject', 'status', 'startsAt', 'agenda'])
      .execute()
    return rows.map(({ id, subject, status, startsAt, agenda }) => {
      const facts = ['Meeting', labelOf(meetings, 'status', status), dayOf(startsAt)]
      return { id, title: subject, facts, text: agenda }
    })
  },
  async tasks(book, ids) {
    const rows = await book
      .selectFrom('tasks')
      .where('id', 'in', ids)
      .select(['id', 'title', 'status', 'dueOn', 'details'])
      .execute()
    return rows.map(({ id, title, status, dueOn, details }) => {
      const facts = ['Task', labelOf(tasks, 'status', status), dueOn === null ? '' : `due ${formatDay(dueOn)}`]
      return { id, title, facts, text: details }
    })
  },
  async documents(book, ids) {
    const rows = await book.selectFrom('documents').where('id', 'in', ids).select(['id', 'title', 'type']).execute()
    return rows.map(({ id, title, type }) => ({ id, title, facts: ['Document', labelOf(documents, 'type', type)] }))
  },
  async document_pages(book, ids) {
    const rows = await book
      .selectFrom('document_pages')
      .innerJoin('document_versions', 'document_versions.id', 'document_pages.versionId')
      .innerJoin('documents', 'documents.id', 'document_versions.documentId')
      .where('document_pages.id', 'in', ids)
      .select([
        'document_pages.id',
        'document_pages.pageNumber',
        'document_pages.content',
        'document_versions.versionNumber',
        'documents.id as subject',
        'documents.title',
        'documents.type',
      ])
      .select(({ selectFrom }) =>
        selectFrom('document_versions as newer')
          .whereRef('newer.documentId', '=', 'documents.id')
          .select(({ fn }) => fn.max('newer.versionNumber').as('newest'))
          .as('newest'),
      )
      .execute()
    return rows.map(({ id, subject, title, type, pageNumber, content, versionNumber, newest }) => {
      const isNewest = versionNumber === newest
      const version = isNewest ? '' : 'an earlier version'
      const facts = ['Document', labelOf(documents, 'type', type), `page ${pageNumber}`, version]
      // An earlier version is not shown any more, and its pages are not those of the newest.
      return { id, subject, page: isNewest ? pageNumber : null, title, facts, text: content }
    })
  },
  async communications(book, ids) {
    const rows = await book
      .selectFrom('communications')
      .where('id', 'in', ids)
      .select(['id', 'subject', 'channel', 'occurredAt', 'body'])
      .execute()
    return rows.map(({ id, subject, channel, occurredAt, body }) => {
      const facts = [labelOf(communications, 'channel', channel), dayOf(occurredAt)]
      return { id, title: subject, facts, text: body }
    })
  },
  async meeting_notes(book, ids) {
    const rows = await book
      .selectFrom('meeting_notes')
      .where('id', 'in', ids)
      .select(['id', 'body', 'kind', 'writtenAt'])
      .execute()
    return rows.map(({ id, body, kind, writtenAt }) => {
      return { id, title: `${labelOf(meetingNotes, 'kind', kind)}, ${dayOf(writtenAt)}`, facts: [], text: body }
    })
  },
}

function dayOf(instant: string): string {
  return formatDay(instant.slice(0, 10))
}

function shorten(title: string): string {
  return title.length > TITLE_LENGTH ? `${title.slice(0, TITLE_LENGTH - 1)}…` : title
}
