import type { Book } from '#electron/book-queries/book.ts'
import type { FoundRow, SearchedTable } from '#electron/book-queries/search.ts'
import { describeRows } from '#electron/book-queries/search-titles.ts'
import { byId } from '#shared/domain/group.ts'
import type { UnsavedWork } from '#shared/ipc/drafts.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'

/** Rows that have a title of their own; what a draft of another is about is said by its record and household alone. */
const titled: ReadonlySet<string> = new Set<SearchedTable>(['households', 'persons', 'entities', 'accounts'])
/** Shares are changed as a whole, under the account they are of. */
const ofAccount: ReadonlySet<string> = new Set(['account_owners', 'beneficiaries'])

/** Forms that somebody began and did not save, the newest first. */
export async function listDrafts(book: Book): Promise<UnsavedWork[]> {
  const drafts = await book
    .selectFrom('drafts')
    .select(['draftKey', 'householdId', 'keptAt'])
    .orderBy('keptAt', 'desc')
    .execute()
  const subjects = drafts.flatMap(({ draftKey, householdId }) => subjectOf(draftKey, householdId ?? ''))
  const householdIds = drafts.flatMap(({ householdId }) => householdId ?? [])
  const [titles, households] = await Promise.all([
    subjects.length === 0 ? new Map<string, { title: string }>() : describeRows(book, subjects),
    householdIds.length === 0
      ? []
      : book.selectFrom('households').where('id', 'in', householdIds).select(['id', 'name']).execute(),
  ])
  const names = byId(households)
  return drafts.map(({ draftKey, householdId, keptAt }) => {
    const [subject] = subjectOf(draftKey, householdId ?? '')
    const title = subject === undefined ? undefined : titles.get(subject.rowId)?.title
    return {
      ...{ key: draftKey, householdId, keptAt, what: whatOf(draftKey, title) },
      householdName: householdId === null ? null : (names.get(householdId)?.name ?? null),
    }
  })
}

/** The row that a form is of, where it has a title. */
function subjectOf(key: string, householdId: string): FoundRow[] {
  const [form = '', rowId = ''] = key.split(':')
  const table = ofAccount.has(form) ? 'accounts' : form
  return titled.has(table) && rowId !== 'new' ? [{ tableName: table as SearchedTable, rowId, householdId }] : []
}

/** `Person: Ada Clark`, `New person`, `Beneficiaries: Brokerage`, `Membership`. */
function whatOf(key: string, title: string | undefined): string {
  const [form = '', rowId] = key.split(':')
  if (form === 'workflow') return 'New workflow'
  const { label, plural } = recordOf(form as TableName)
  if (rowId === 'new') return `New ${label.toLowerCase()}`
  const name = ofAccount.has(form) ? plural : label
  return title === undefined ? name : `${name}: ${title}`
}
