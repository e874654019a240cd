import type { Book } from '#electron/book-queries/book.ts'
import { readPartyNames } from '#electron/book-queries/parties.ts'
import { formatDay } from '#shared/domain/format.ts'
import { byId } from '#shared/domain/group.ts'
import { labelOf } from '#shared/domain/labels.ts'
import type { MergeFacts, MergeMove, MergePart, MergeWarning } from '#shared/domain/merge-facts.ts'
import type { MergeLine } from '#shared/ipc/merging.ts'
import { beneficiaries } from '#shared/records/beneficiaries.ts'
import { householdMembers } from '#shared/records/household-members.ts'
import { recordOf, type TableName, tableNames } from '#shared/records/index.ts'
import { relationships } from '#shared/records/relationships.ts'
import type { FieldSpec } from '#shared/schema/field.ts'

type Names = Awaited<ReturnType<typeof readNames>>

/** What a merge brings about, in words. */
export async function describeMerge(
  book: Book,
  facts: MergeFacts,
  { moves, warnings }: Pick<MergePart, 'moves' | 'warnings'>,
): Promise<{ lines: MergeLine[]; warnings: string[] }> {
  const [names, stays] = await Promise.all([readNames(book, facts), countStaying(book, facts.merged.id)])
  return {
    lines: [
      ...moves.map((move): MergeLine => ({ how: move.how, text: describe[move.table](move, facts, names) })),
      ...stays.map((text): MergeLine => ({ how: 'stays', text })),
    ],
    warnings: warnings.map((warning) => sentenceOf(warning, names)),
  }
}

async function readNames(
  book: Book,
  { members, households, owners, beneficiaries: heirs, relationships: ties }: MergeFacts,
) {
  const householdIds = [
    ...new Set([...members.map(({ householdId }) => householdId), ...households.map(({ id }) => id)]),
  ]
  const accountIds = [...new Set([...owners, ...heirs].map(({ accountId }) => accountId))]
  const [householdRows, accountRows, partyName] = await Promise.all([
    householdIds.length === 0
      ? []
      : book.selectFrom('households').where('id', 'in', householdIds).select(['id', 'name']).execute(),
    accountIds.length === 0
      ? []
      : book.selectFrom('accounts').where('id', 'in', accountIds).select(['id', 'name']).execute(),
    readPartyNames(
      book,
      ties.flatMap((tie) => [
        { personId: tie.fromPersonId, entityId: tie.fromEntityId },
        { personId: tie.toPersonId, entityId: tie.toEntityId },
      ]),
    ),
  ])
  const [byHousehold, byAccount] = [byId(householdRows), byId(accountRows)]
  return {
    household: (id: string) => byHousehold.get(id)?.name ?? 'a household outside your book',
    account: (id: string) => byAccount.get(id)?.name ?? 'an account outside your book',
    party: partyName,
  }
}

type Describe = (move: MergeMove, facts: MergeFacts, names: Names) => string

const describe: Readonly<Record<MergeMove['table'], Describe>> = {
  households: ({ id }, _facts, names) => `Primary person of ${names.household(id)}`,
  household_members: ({ id }, { members }, names) => {
    const row = members.find((member) => member.id === id)
    if (row === undefined) return 'A membership'
    const ended = row.toDate === null ? '' : `, until ${formatDay(row.toDate)}`
    return `${labelOf(householdMembers, 'role', row.role)} in ${names.household(row.householdId)}${ended}`
  },
  account_owners: ({ id }, { owners }, names) => {
    const row = owners.find((owner) => owner.id === id)
    return row === undefined ? 'A share' : `${shareOf(row)} of ${names.account(row.accountId)}, as owner`
  },
  beneficiaries: ({ id }, { beneficiaries: heirs }, names) => {
    const row = heirs.find((heir) => heir.id === id)
    if (row === undefined) return 'A share'
    const rank = labelOf(beneficiaries, 'class', row.class).toLowerCase()
    return `${shareOf(row)} of ${names.account(row.accountId)}, as ${rank} beneficiary`
  },
  relationships: ({ id }, { merged, relationships: ties }, names) => {
    const row = ties.find((tie) => tie.id === id)
    if (row === undefined) return 'A relationship'
    const role = labelOf(relationships, 'role', row.role)
    const other = names.party({ personId: row.toPersonId, entityId: row.toEntityId })
    return row.fromPersonId === merged.id
      ? `${role} of ${other}`
      : `${role}: ${names.party({ personId: row.fromPersonId, entityId: row.fromEntityId })}`
  },
}

function shareOf({ percent, endedOn }: { readonly percent: string; readonly endedOn: string | null }): string {
  const share = `${percent.replace(/\.?0+$/, '')}%`
  return endedOn === null ? share : `${share} (ended ${formatDay(endedOn)})`
}

const sentences: Readonly<Record<Exclude<MergeWarning['kind'], 'head' | 'own_beneficiary'>, string>> = {
  birth: 'Their dates of birth differ. Make sure that this is one person.',
  number: 'Their numbers end differently. Make sure that this is one person.',
  related: 'They are recorded as related to each other. Make sure that this is one person; the relationship ends.',
}

function sentenceOf(warning: MergeWarning, names: Names): string {
  if (warning.kind === 'head') {
    return `${names.household(warning.householdId)} has no head afterwards, since somebody else was its head in part of that time. Choose one there.`
  }
  if (warning.kind === 'own_beneficiary') {
    return `${names.account(warning.accountId)} is owned by this person, who is its beneficiary too. Look at its beneficiaries afterwards.`
  }
  return sentences[warning.kind]
}

/** Rows that nobody changes once they are written, and so still name the merged person: `2 disclosures`. */
export async function countStaying(book: Book, personId: string): Promise<string[]> {
  const counted = await Promise.all(
    stayingFields.map(async ({ table, field, label, plural }) => {
      const { count } = await book
        .selectFrom(table)
        .where(field as never, '=', personId as never)
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      const rows = Number(count)
      return rows === 0 ? [] : [`${rows} ${(rows === 1 ? label : plural).toLowerCase()}`]
    }),
  )
  return counted.flat()
}

const stayingFields = tableNames.flatMap((table) => {
  const { conflict, carried, scope, fields, label, plural } = recordOf(table)
  if (!['append', 'server'].includes(conflict) || carried === false || scope === 'office') return []
  return Object.entries<FieldSpec>(fields)
    .filter(([, { target }]) => target === 'persons')
    .map(([field]) => ({ table: table as TableName, field, label, plural }))
})
