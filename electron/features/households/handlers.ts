import { askNow } from '#electron/book-queries/book.ts'
import { readComingDue } from '#electron/book-queries/coming-due.ts'
import { readHouseholdIds, readHouseholdList } from '#electron/book-queries/household-list.ts'
import { readHousehold } from '#electron/book-queries/household-page.ts'
import { requireOffered } from '#electron/book-queries/offered.ts'
import { changeOf, requireRow } from '#electron/book-queries/row-changes.ts'
import { searchBook } from '#electron/book-queries/search.ts'
import { sealTyped, withSealed } from '#electron/book-queries/typed-numbers.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { localDay } from '#shared/domain/dates.ts'
import { compareAmounts } from '#shared/domain/money.ts'
import { type ProfileField, profileFields } from '#shared/domain/profile.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { householdsChannels } from '#shared/ipc/households.ts'
import type { Household, Patch } from '#shared/records/index.ts'
import { changeMany, mayGiveAway } from './change-many.ts'

export const householdsHandlers: HandlersOf<typeof householdsChannels> = {
  async 'households.list'({ book, recall, steady, ports }, part) {
    return steady(() => readHouseholdList({ book, recall, asked: askNow(ports.clock) }, part))
  },

  async 'households.ids'({ book, recall, steady, ports }, question) {
    const ids = await steady(() => readHouseholdIds({ book, recall, asked: askNow(ports.clock) }, question))
    return { ids: [...ids] }
  },

  async 'households.get'({ book, steady, ports }, { householdId }) {
    const { page } = await steady(() => readHousehold(book, householdId, askNow(ports.clock)))
    return page
  },

  async 'households.comingDue'({ book, steady, ports }) {
    return steady(() => readComingDue(book, askNow(ports.clock)))
  },

  async 'households.updateProfile'({ book, user, ports, commit }, { householdId, patch, confirm }) {
    if (!confirm && Object.keys(patch).length === 0) {
      throw new WorkstationError('bad_input', 'Change something in the profile, or confirm it as it is.')
    }
    const before = await book
      .selectFrom('households')
      .where('id', '=', householdId)
      .select(profileFields)
      .executeTakeFirst()
    if (before === undefined) throw new WorkstationError('not_found')
    const changes: Patch<'households'> = changedProfile(before, patch)
    if (confirm) {
      changes.profileConfirmedOn = localDay(ports.clock.now())
      changes.profileConfirmedBy = user.id
    }
    if (Object.keys(changes).length > 0) {
      await commit({ mutations: [{ table: 'households', operation: 'update', id: householdId, patch: changes }] })
    }
    return {}
  },

  async 'households.add'({ book, user, ports, commit }, { household }) {
    if (user.role !== 'adviser') {
      throw new WorkstationError('forbidden', 'A household is opened by the adviser who looks after it. Ask them to.')
    }
    await requireOffered(book, household, {}, askNow(ports.clock).today)
    const householdId = ports.ids.next()
    const row = { ...household, id: householdId, advisorId: user.id }
    await commit({ mutations: [{ table: 'households', operation: 'insert', row }] })
    return { householdId }
  },

  async 'households.update'({ book, ports, commit }, { householdId, patch }) {
    const before = await requireRow(book, 'households', householdId)
    await requireOffered(book, patch, before, askNow(ports.clock).today)
    const mutations = changeOf('households', before, patch)
    if (mutations.length > 0) await commit({ mutations })
    return {}
  },

  async 'households.updatePerson'(context, { personId, patch, numbers }) {
    const { book, commit } = context
    const where = { table: 'persons', rowId: personId } as const
    const change = changeOf('persons', await requireRow(book, 'persons', personId), patch)
    const mutations = withSealed(change, where, await sealTyped(context, { ...where, numbers }))
    if (mutations.length > 0) await commit({ mutations })
    return {}
  },

  'households.changeMany': (context, { changes }) => changeMany(context, changes),

  async 'households.advisers'({ book, user }) {
    if (!mayGiveAway(user)) return []
    const users = await book
      .selectFrom('users')
      .where('active', '=', true)
      .where('role', '=', 'adviser')
      .select(['id', 'displayName'])
      .execute()
    return users.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'))
  },

  async 'households.search'({ book }, { text, limit }) {
    return searchBook(book, text, limit)
  },
}

/** A form may send every field; only what differs is a change, so that nobody's work collides without need. */
function changedProfile(before: Pick<Household, ProfileField>, patch: Patch<'households'>): Patch<'households'> {
  const changed = profileFields.filter((name) => patch[name] !== undefined && !isSame(name, before[name], patch[name]))
  return Object.fromEntries(changed.map((name) => [name, patch[name]]))
}

function isSame(name: ProfileField, before: string | null, after: string | null): boolean {
  const areBoth = before !== null && after !== null
  return name === 'taxBracket' && areBoth ? compareAmounts(before, after) === 0 : before === after
}
