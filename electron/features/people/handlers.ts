import { askNow } from '#electron/book-queries/book.ts'
import { findParty } from '#electron/book-queries/parties.ts'
import { changeOf, refuse, requireRow } from '#electron/book-queries/row-changes.ts'
import { sealTyped, withSealed } from '#electron/book-queries/typed-numbers.ts'
import type { HandlersOf, LocalMutation } from '#electron/ipc/handlers.ts'
import type { peopleChannels } from '#shared/ipc/people.ts'
import type { HouseholdMember, Relationship } from '#shared/records/index.ts'
import { relationships } from '#shared/records/relationships.ts'
import { findEditProblems } from '#shared/schema/edits.ts'
import { followPlace, readMemberships } from './memberships.ts'
import { readParties } from './parties.ts'
import { readRelationships, refuseRepeated } from './relationships.ts'

export const peopleHandlers: HandlersOf<typeof peopleChannels> = {
  async 'people.parties'({ book, steady, firmWide }, { householdId }) {
    return steady(() => readParties(book, householdId, firmWide))
  },

  async 'people.memberships'({ book, steady }, { householdId }) {
    return steady(() => readMemberships(book, householdId))
  },

  async 'people.relationships'({ book, steady }, { householdId }) {
    return steady(() => readRelationships(book, householdId))
  },

  async 'people.addRelationship'({ book, ports, commit }, { householdId, fromId, toId, relationship }) {
    await requireRow(book, 'households', householdId)
    if (fromId === toId) refuse([{ field: 'toId', message: 'is the same as the other' }])
    const [from, to] = await Promise.all([findParty(book, fromId, 'fromId'), findParty(book, toId, 'toId')])
    const row = {
      ...{ ...relationship, id: ports.ids.next(), householdId },
      ...{ fromPersonId: from.personId, fromEntityId: from.entityId },
      ...{ toPersonId: to.personId, toEntityId: to.entityId },
    }
    await refuseRepeated(book, { fromDate: null, toDate: null, ...row } as Relationship)
    await commit({ mutations: [{ table: 'relationships', operation: 'insert', row }] })
    return { relationshipId: row.id }
  },

  async 'people.updateRelationship'({ book, commit }, { relationshipId, patch, evidenceDocumentId }) {
    const stored = await requireRow(book, 'relationships', relationshipId)
    refuse(findEditProblems(relationships, stored, patch))
    await refuseRepeated(book, { ...stored, ...patch })
    const evidence = evidenceDocumentId === undefined ? {} : { evidenceDocumentId }
    // The cache leaves out what is as it was.
    const whole = { ...patch, ...evidence }
    await commit({ mutations: [{ table: 'relationships', operation: 'update', id: relationshipId, patch: whole }] })
    return {}
  },

  async 'people.add'(context, { householdId, person, membership, numbers }) {
    const { book, ports, commit } = context
    const household = await requireRow(book, 'households', householdId)
    const personId = ports.ids.next()
    const place = { ...membership, id: ports.ids.next(), householdId, personId, isPrimary: true }
    await followPlace(book, asRow(place), askNow(ports.clock).today)
    const sealed = await sealTyped(context, { table: 'persons', rowId: personId, numbers })
    const becomesPrimary = membership.role === 'head' && household.primaryPersonId === null
    const primary: LocalMutation[] = becomesPrimary
      ? [{ table: 'households', operation: 'update', id: householdId, patch: { primaryPersonId: personId } }]
      : []
    await commit({
      mutations: [
        { table: 'persons', operation: 'insert', row: { ...person, ...sealed, id: personId, householdId } },
        { table: 'household_members', operation: 'insert', row: place },
        ...primary,
      ],
    })
    return { personId }
  },

  async 'people.addEntity'(context, { householdId, entity, numbers, evenIfKnown }) {
    const { book, ports, commit } = context
    await requireRow(book, 'households', householdId)
    const entityId = ports.ids.next()
    const sealed = await sealTyped(context, { table: 'entities', rowId: entityId, numbers, evenIfKnown })
    await commit({
      mutations: [{ table: 'entities', operation: 'insert', row: { ...entity, ...sealed, id: entityId, householdId } }],
    })
    return { entityId }
  },

  async 'people.updateEntity'(context, { entityId, patch, numbers, evenIfKnown }) {
    const { book, commit } = context
    const where = { table: 'entities', rowId: entityId } as const
    const change = changeOf('entities', await requireRow(book, 'entities', entityId), patch)
    const mutations = withSealed(change, where, await sealTyped(context, { ...where, numbers, evenIfKnown }))
    if (mutations.length > 0) await commit({ mutations })
    return {}
  },

  async 'people.join'({ book, ports, commit }, { householdId, membership }) {
    await requireRow(book, 'households', householdId)
    await findParty(book, membership.personId, 'personId')
    const row = { ...membership, id: ports.ids.next(), householdId }
    const { before, after } = await followPlace(book, asRow(row), askNow(ports.clock).today)
    await commit({ mutations: [...before, { table: 'household_members', operation: 'insert', row }, ...after] })
    return { membershipId: row.id }
  },

  async 'people.updateMembership'({ book, ports, commit }, { membershipId, patch }) {
    const stored = await requireRow(book, 'household_members', membershipId)
    const change = changeOf('household_members', stored, patch)
    if (change.length === 0) return {}
    const { before, after } = await followPlace(book, { ...stored, ...patch }, askNow(ports.clock).today)
    await commit({ mutations: [...before, ...change, ...after] })
    return {}
  },
}

/** A membership that is only being added, as the rules look at it. */
function asRow(place: Pick<HouseholdMember, 'id' | 'householdId' | 'personId' | 'role'> & object): HouseholdMember {
  return { fromDate: null, toDate: null, ...place } as HouseholdMember
}
