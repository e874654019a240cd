import { recordOf, type TableName, tableNames } from '#shared/records/index.ts'
import { toColumn } from '#shared/schema/names.ts'

/** A field that is kept encrypted, and what is kept beside it. Names as in code, columns as in the database. */
export interface EncryptedField {
  readonly table: TableName
  readonly field: string
  readonly column: string
  /** The field with the last four letters or digits in clear; null where the record has none. */
  readonly lastFourField: string | null
  /** The field with the keyed hash; null where the record has none. */
  readonly blindField: string | null
  readonly blindColumn: string | null
}

/** Every encrypted field of every record. `ssnEncrypted` goes with `ssnLast4` and `ssnBlindIndex`. */
export function encryptedFields(): EncryptedField[] {
  return tableNames.flatMap((table) => {
    const { fields } = recordOf(table)
    const beside = (field: string, suffix: string) => {
      const name = field.replace(/Encrypted$/, suffix)
      return name !== field && Object.hasOwn(fields, name) ? name : null
    }
    return Object.entries(fields)
      .filter(([, { kind }]) => kind === 'encrypted')
      .map(([field]) => {
        const blindField = beside(field, 'BlindIndex')
        return {
          ...{ table, field, column: toColumn(field), lastFourField: beside(field, 'Last4') },
          ...{ blindField, blindColumn: blindField && toColumn(blindField) },
        }
      })
  })
}

/** @throws Error for a field that is not kept encrypted. */
export function encryptedField(table: string, field: string): EncryptedField {
  const found = encryptedFields().find((candidate) => candidate.table === table && candidate.field === field)
  if (!found) throw new Error(`${table}.${field} is not kept encrypted`)
  return found
}
