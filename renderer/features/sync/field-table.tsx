import { Radio, Table, Text } from '@mantine/core'
import tableClasses from '#renderer/ui/data-table.module.css'
import type { OutboxEntry, OutboxField } from '#shared/ipc/sync.ts'
import { operations } from './describe-entry.ts'
import classes from './outbox.module.css'
import { showValue } from './show-value.ts'

export type Side = 'mine' | 'theirs'

interface FieldTableProps {
  readonly entry: OutboxEntry
  /** In a conflict that is being decided: which side each field is to have. */
  readonly sides?: Readonly<Record<string, Side>>
  readonly onSide?: (name: string, side: Side) => void
}

/** What was set, what it was before, and in a conflict what somebody else set it to. */
export function FieldTable({ entry, sides, onSide }: FieldTableProps) {
  const withTheirs = entry.state === 'conflict' && entry.theirsAt !== null
  if (entry.fields.length === 0) return null
  return (
    <Table.ScrollContainer minWidth={withTheirs ? 520 : 360}>
      <Table
        className={`${tableClasses.table} ${classes.fields}`}
        verticalSpacing={5}
        layout="fixed"
        aria-label={`What was ${operations[entry.operation]}`}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>{withTheirs ? 'Mine' : entry.operation === 'update' ? 'Now' : 'Value'}</Table.Th>
            {withTheirs ? <Table.Th>Theirs</Table.Th> : null}
            {entry.operation === 'insert' ? null : <Table.Th>Before</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entry.fields.map((field) => (
            <Table.Tr key={field.name}>
              <Table.Td c="dimmed">{field.label}</Table.Td>
              <Table.Td fw={600}>
                <Value field={field} side="mine" entry={entry} sides={sides} onSide={onSide} />
              </Table.Td>
              {withTheirs ? (
                <Table.Td fw={field.theirs === field.base ? 400 : 600}>
                  <Value field={field} side="theirs" entry={entry} sides={sides} onSide={onSide} />
                </Table.Td>
              ) : null}
              {entry.operation === 'insert' ? null : (
                <Table.Td c="dimmed">{showValue(field.kind, field.base)}</Table.Td>
              )}
            </Table.Tr>
          ))}
          {withTheirs ? entry.alsoTheirs.map((also) => <AlsoTheirs key={also.label} also={also} />) : null}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface ValueProps extends FieldTableProps {
  readonly field: OutboxField
  readonly side: Side
}

/** A value, with a choice before it where both sides changed the field. */
function Value({ entry, field, side, sides, onSide }: ValueProps) {
  const text = showValue(field.kind, field[side])
  if (sides === undefined || onSide === undefined || !field.collides) return text
  return (
    <Radio
      size="sm"
      name={`${entry.mutationId} ${field.name}`}
      aria-label={`${field.label}: keep ${side}, ${text}`}
      label={text}
      checked={(sides[field.name] ?? 'mine') === side}
      onChange={() => onSide(field.name, side)}
    />
  )
}

/** A field that I left alone and they did not: worth knowing before deciding about those beside it. */
function AlsoTheirs({ also }: { readonly also: OutboxEntry['alsoTheirs'][number] }) {
  return (
    <Table.Tr>
      <Table.Td c="dimmed">{also.label}</Table.Td>
      <Table.Td c="dimmed">
        <Text size="xs" span>
          not changed by me
        </Text>
      </Table.Td>
      <Table.Td fw={600}>{showValue(also.kind, also.theirs)}</Table.Td>
      <Table.Td c="dimmed">{showValue(also.kind, also.base)}</Table.Td>
    </Table.Tr>
  )
}
