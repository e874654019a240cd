import type { HouseholdRow } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import type { Answers } from './fake-answers.ts'
import { day } from './fixture-base.ts'
import { householdRows, meetingRows, pages } from './fixture-book.ts'
import { pageOf, type Story } from './story.ts'

/** What the fixture answers about its households. */
export function readHouseholds(story: Story) {
  return {
    'households.list': ({ offset = 0, limit = 200, locate = null, ...question }) => {
      const sorted = findHouseholds(story, question)
      return {
        rows: sorted.slice(offset, offset + limit),
        found: sorted.length,
        edition: sorted.map(({ id }) => id).join(),
        located: locate === null ? null : { id: locate, place: placeOf(sorted, locate) },
        matching: sorted.length,
        next: null,
        total: story.rows.length,
        marketValue: story.empty ? '0' : '412883201.17',
        spellings: [],
      }
    },
    'households.ids': (question) => ({ ids: findHouseholds(story, question).map(({ id }) => id) }),
    'households.get': ({ householdId }) => pageOf(householdId),
    'households.comingDue': () =>
      story.empty
        ? []
        : householdRows.slice(3, 5).map((row, at) => ({
            ...{ id: row.id, kind: 'review' as const, on: day(-4 + at * 20), title: 'Review' },
            ...{ detail: 'No meeting is planned', householdId: row.id, householdName: row.name },
          })),
    'households.advisers': () => [],
    'households.search': ({ text }) => searchStory(story, text),
  } satisfies Partial<Answers>
}

function placeOf(rows: readonly HouseholdRow[], id: string): number | null {
  const place = rows.findIndex((row) => row.id === id)
  return place < 0 ? null : place
}

function findHouseholds(
  story: Story,
  { search = '', status, sort = 'name', descending }: CallInput<'households.ids'>,
): HouseholdRow[] {
  const words = search.toLowerCase().split(/\s+/)
  const found = story.rows.filter(
    (row) =>
      (status == null || row.status === status) &&
      words.every((word) => `${row.name} ${row.people}`.toLowerCase().includes(word)),
  )
  const key = (row: HouseholdRow) =>
    sort === 'marketValue' ? row.marketValue.padStart(20, '0') : String(row[sort] ?? '~')
  return found.toSorted((left, right) => key(left).localeCompare(key(right)) * (descending ? -1 : 1))
}

/** What the fixture does when its households are changed. */
export function changeHouseholds(story: Story) {
  return {
    'households.updatePerson': ({ personId, patch }) => {
      for (const [householdId, page] of pages) {
        if (!page.members.some(({ person }) => person.id === personId)) continue
        const members = page.members.map((member) =>
          member.person.id === personId ? { ...member, person: { ...member.person, ...patch } } : member,
        )
        pages.set(householdId, { ...page, members })
        story.changed('persons', householdId)
      }
      return {}
    },
    'households.updateProfile': ({ householdId, patch, confirm }) => {
      const page = pageOf(householdId)
      const today = new Date().toISOString().slice(0, 10)
      const household = { ...page.household, ...patch, ...(confirm ? { profileConfirmedOn: today } : {}) }
      pages.set(householdId, { ...page, household, state: 'waiting' })
      story.changed('households', householdId)
      return {}
    },
    'households.changeMany': ({ changes }) => {
      for (const { householdId, patch } of changes) {
        Object.assign(story.rows.find(({ id: rowId }) => rowId === householdId) ?? {}, patch)
        story.changed('households', householdId)
      }
      return { changed: changes.length, before: [] }
    },
  } satisfies Partial<Answers>
}

function searchStory(story: Story, text: string) {
  return {
    hits: [
      ...story.rows
        .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
        .slice(0, 6)
        .map((row) => ({
          kind: 'household' as const,
          id: row.id,
          householdId: row.id,
          title: row.name,
          subtitle: row.people,
          page: null,
          excerpt: [],
        })),
      ...meetingRows
        .filter(({ householdName }) => householdName.toLowerCase().includes(text.toLowerCase()))
        .slice(0, 3)
        .map((row) => ({
          kind: 'meeting' as const,
          id: row.id,
          householdId: row.householdId,
          title: row.subject,
          subtitle: row.householdName,
          page: null,
          excerpt: [],
        })),
    ],
    similar: { spellings: [], hits: [] },
  }
}
