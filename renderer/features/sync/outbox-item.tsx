import { Alert, Anchor, Badge, Box, Group, Table, Text } from '@mantine/core'
import { Link } from 'react-router'
import tableClasses from '#renderer/ui/data-table.module.css'
import { formatInstant } from '#renderer/ui/dates.ts'
import type { OutboxEntry } from '#shared/ipc/sync.ts'
import { Decision } from './decision.tsx'
import classes from './outbox.module.css'
import { showValue } from './show-value.ts'

const operations = { insert: 'added', update: 'changed', delete: 'removed' } as const

const states = {
  waiting: { label: 'Waiting', color: 'blue' },
  sending: { label: 'Sending', color: 'blue' },
  refused: { label: 'Refused', color: 'red' },
  conflict: { label: 'Conflict', color: 'orange' },
} as const

/** One change made here: what it is, what stands against it, and what can be decided. */
export function OutboxItem({ entry }: { readonly entry: OutboxEntry }) {
  const open = entry.state === 'conflict' || entry.state === 'refused'
  const title = `${entry.label} ${operations[entry.operation]}`
  return (
    <Box component="article" aria-label={title}>
      <Group justify="space-between" mb={6} wrap="wrap">
        <Group gap="xs">
          <Badge color={states[entry.state].color} size="sm">
            {states[entry.state].label}
          </Badge>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          <Whose entry={entry} />
          <Text size="xs" c="dimmed">
            {formatInstant(entry.createdAt)}
          </Text>
        </Group>
        {open ? <Decision entry={entry} title={title} /> : null}
      </Group>
      {entry.reason === null ? null : (
        <Alert color={states[entry.state].color} p="xs" mb="xs">
          {entry.reason}
        </Alert>
      )}
      <Fields entry={entry} />
    </Box>
  )
}

/** A household that has left the book has no page any more. */
function Whose({ entry: { householdId, householdName } }: { readonly entry: OutboxEntry }) {
  if (householdId === null) return null
  if (householdName === null) {
    return (
      <Text size="sm" c="dimmed">
        a household no longer in your book
      </Text>
    )
  }
  return (
    <Anchor component={Link} to={`/households/${householdId}`} size="sm">
      {householdName}
    </Anchor>
  )
}

function Fields({ entry }: { readonly entry: OutboxEntry }) {
  const withTheirs = entry.state === 'conflict'
  if (entry.fields.length === 0) return null
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table
        className={`${tableClasses.table} ${classes.fields}`}
        verticalSpacing={5}
        layout="fixed"
        aria-label={`What was ${operations[entry.operation]}`}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>{withTheirs ? 'Mine' : valueHeading(entry)}</Table.Th>
            {withTheirs ? <Table.Th>Theirs</Table.Th> : null}
            {entry.operation === 'insert' ? null : <Table.Th>Before</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entry.fields.map(({ label, kind, mine, theirs, base }) => (
            <Table.Tr key={label}>
              <Table.Td c="dimmed">{label}</Table.Td>
              <Table.Td fw={600}>{showValue(kind, mine)}</Table.Td>
              {withTheirs ? <Table.Td fw={theirs === base ? 400 : 600}>{showValue(kind, theirs)}</Table.Td> : null}
              {entry.operation === 'insert' ? null : <Table.Td c="dimmed">{showValue(kind, base)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** Where nobody else's value stands beside it, there is no need to say whose it is. */
function valueHeading({ operation }: OutboxEntry): string {
  return operation === 'update' ? 'Now' : 'Value'
}
