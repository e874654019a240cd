import type { CommandContext, LocalMutation } from '#electron/ipc/handlers.ts'
import { searchIndexes } from '#electron/vault/blind-index.ts'
import { type EncryptedField, encryptedField } from '#electron/vault/encrypted-fields.ts'
import type { SealingKeys } from '#electron/vault/seal-number.ts'
import { sealFields } from '#electron/vault/seal-number.ts'
import { fullName } from '#shared/domain/labels.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { TableName } from '#shared/records/index.ts'
import type { TypedNumbers } from '#shared/schema/number-kinds.ts'

type Context = Pick<CommandContext, 'book' | 'keyRing' | 'ports'>
type Holder = 'persons' | 'entities' | 'accounts'

interface Typed {
  readonly table: Holder
  readonly rowId: string
  /** As the channel's schema wrote them; undefined where the form sent none. */
  readonly numbers: TypedNumbers | undefined
  /** True where somebody has seen that the number is in the book already. */
  readonly evenIfKnown?: boolean | undefined
}

/**
 * Seals what was typed, here in the main process: the fields of the row that are set with it.
 *
 * @throws WorkstationError `forbidden` without the firm's keys, `bad_input` for a number that is in the book already;
 *   neither carries the number.
 */
export async function sealTyped(context: Context, typed: Typed): Promise<Record<string, string | null>> {
  const { table, rowId, numbers = {}, evenIfKnown = false } = typed
  const sealed: Record<string, string | null> = {}
  for (const [field, value] of Object.entries(numbers)) {
    if (value === undefined) continue
    const place = encryptedField(table, field)
    if (value === null) {
      for (const name of namesOf(place)) sealed[name] = null
      continue
    }
    const keys = requireKeys(context, field)
    if (!evenIfKnown || table === 'persons') await refuseKnown(context, place, rowId, value)
    Object.assign(sealed, sealFields(keys, { table, field, rowId }, value, context.ports.random))
  }
  return sealed
}

/** The same mutations, with what was sealed put into the one of the row, which is made where there is none. */
export function withSealed(
  mutations: readonly LocalMutation[],
  { table, rowId }: Pick<Typed, 'table' | 'rowId'>,
  sealed: Record<string, string | null>,
): LocalMutation[] {
  if (Object.keys(sealed).length === 0) return [...mutations]
  const own = mutations.find((one) => one.table === table && one.operation === 'update' && one.id === rowId)
  const patch = own?.operation === 'update' ? own.patch : {}
  const whole = { table, operation: 'update', id: rowId, patch: { ...patch, ...sealed } } as LocalMutation
  return [...mutations.filter((one) => one !== own), whole]
}

const namesOf = ({ field, lastFourField, blindField }: EncryptedField) =>
  [field, lastFourField, blindField].filter((name) => name !== null)

function requireKeys({ keyRing }: Context, field: string): SealingKeys {
  try {
    const ring = keyRing()
    return { field: ring.sealingKey(), blind: ring.indexingKey() }
  } catch (error) {
    if (!(error instanceof WorkstationError) || error.code !== 'forbidden') throw error
    throw new WorkstationError(
      'forbidden',
      'A number cannot be sealed here: this device was not given the firm’s keys. Leave the number empty to save the rest; connect and ask IT for a key grant to enter it.',
      [{ path: `numbers.${field}`, message: 'cannot be sealed here: this device was not given the firm’s keys' }],
    )
  }
}

async function refuseKnown(context: Context, place: EncryptedField, rowId: string, value: string): Promise<void> {
  const { table, field, blindField } = place
  if (blindField === null) return
  const indexes = searchIndexes(context.keyRing(), { table, field }, value)
  const known = await context.book
    .selectFrom(table as TableName)
    .where(blindField as never, 'in', indexes as never)
    .where('id', '!=', rowId as never)
    .$if(table === 'persons', (query) => query.where('mergedIntoId' as never, 'is', null as never))
    .select('id')
    .orderBy('id')
    .executeTakeFirst()
  if (known === undefined) return
  const { who, hint } = await describeKnown(context, table as Holder, known.id)
  throw new WorkstationError('bad_input', `${who}. ${hint}`, [
    { path: `numbers.${field}`, message: 'number is in your book already' },
    { path: `known.${table}`, message: known.id },
  ])
}

/** Whose number it is. */
async function describeKnown({ book }: Context, table: Holder, id: string): Promise<{ who: string; hint: string }> {
  if (table === 'persons') {
    const person = await book
      .selectFrom('persons')
      .innerJoin('households', 'households.id', 'persons.householdId')
      .where('persons.id', '=', id)
      .select(['firstName', 'lastName', 'households.name'])
      .executeTakeFirstOrThrow()
    return {
      who: `A person with this number is already in your book: ${fullName(person)} (${person.name})`,
      hint: 'If the two are one person, merge them; else check the number.',
    }
  }
  const { name } = await book
    .selectFrom(table as 'accounts')
    .where('id', '=', id)
    .select('name')
    .executeTakeFirstOrThrow()
  const what = table === 'accounts' ? 'An account' : 'An entity'
  return {
    who: `${what} with this number is already in your book: ${name}`,
    hint: 'Check it, or save it all the same.',
  }
}
