import { Button, Radio, Stack, Table, Text } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { showField } from '#renderer/data/show-field.ts'
import tableClasses from '#renderer/ui/data-table.module.css'
import { NONE } from '#renderer/ui/dates.ts'
import type { Comparison } from '#shared/ipc/merging.ts'
import { persons } from '#shared/records/persons.ts'
import { editableFields } from '#shared/schema/edits.ts'

/** A field in which the two records differ, as it is read. */
interface MergeRow {
  readonly name: string
  readonly label: string
  readonly kept: string
  readonly merged: string
  /** False where it cannot be taken from the merged record here. */
  readonly mayTake: boolean
}

const fields = editableFields(persons)

/** What people call the fields of a person. */
export const fieldLabels = new Map(fields.map(([name, { label }]) => [name, label]))

/** What the two differ in: the fields of the record, and its numbers, each as the set that it is. */
export function differingFields({ kept, merged, numbers, maySeal }: Comparison): MergeRow[] {
  const read = (side: Comparison['kept'], name: string) => (side.person as Readonly<Record<string, unknown>>)[name]
  const plain = fields.flatMap(([name, spec]): MergeRow[] => {
    const [mine, theirs] = [showField(spec, read(kept, name)), showField(spec, read(merged, name))]
    return mine === theirs ? [] : [{ name, label: spec.label, kept: mine, merged: theirs, mayTake: true }]
  })
  const sets = numbers
    .filter(({ isSame }) => !isSame)
    .map(({ name, label, kept: mine, merged: theirs }) => ({
      ...{ name, label, kept: mine ?? NONE, merged: theirs ?? NONE },
      mayTake: maySeal || theirs === null,
    }))
  return [...plain, ...sets]
}

/** What only the merged record has is taken over, unless somebody chooses otherwise. */
export function takenByDefault(comparison: Comparison): ReadonlySet<string> {
  const missing = differingFields(comparison).filter(({ kept, mayTake }) => kept === NONE && mayTake)
  return new Set(missing.map(({ name }) => name))
}

interface MergeTableProps {
  readonly comparison: Comparison
  readonly rows: readonly MergeRow[]
  readonly taken: ReadonlySet<string>
  readonly onChoose: (name: string, fromMerged: boolean) => void
  readonly onSwap: () => void
}

/** The two records side by side, with a choice for each field. */
export function MergeTable({ comparison, rows, taken, onChoose, onSwap }: MergeTableProps) {
  const { kept, merged } = comparison
  return (
    <Stack gap="xs" align="flex-start">
      <Table.ScrollContainer minWidth={480} w="100%">
        <Table className={tableClasses.table} verticalSpacing={5} layout="fixed" aria-label="The two records">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="28%">Field</Table.Th>
              <Heading says="Stays" {...kept} />
              <Heading says="Is merged into it" {...merged} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.name}>
                <Table.Td c="dimmed">{row.label}</Table.Td>
                {(['kept', 'merged'] as const).map((side) => (
                  <Table.Td key={side}>
                    <Radio
                      size="sm"
                      name={`merge ${row.name}`}
                      label={row[side]}
                      styles={{ label: { overflowWrap: 'anywhere' } }}
                      aria-label={`${row.label}: ${row[side]}, ${side === 'kept' ? 'as in the record that stays' : 'as in the merged record'}`}
                      checked={taken.has(row.name) === (side === 'merged')}
                      disabled={side === 'merged' && !row.mayTake}
                      onChange={() => onChoose(row.name, side === 'merged')}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        {rows.length === 0 ? 'The two records agree in every field.' : 'In every other field the two records agree.'}
        {rows.some(({ mayTake }) => !mayTake)
          ? ' Numbers of the merged record cannot be taken over here, since this device was not given the firm’s keys.'
          : ''}
      </Text>
      <Button
        size="xs"
        variant="subtle"
        leftSection={<IconArrowsExchange size={14} stroke={1.7} aria-hidden />}
        onClick={onSwap}
      >
        Keep the other record instead
      </Button>
    </Stack>
  )
}

function Heading({ says, name, householdName }: { readonly says: string } & Omit<Comparison['kept'], 'person'>) {
  return (
    <Table.Th style={{ whiteSpace: 'normal' }}>
      {says}
      <Text size="sm" fw={600} c="var(--mantine-color-text)" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Text>
      <Text size="xs" c="dimmed" fw={400} style={{ overflowWrap: 'anywhere' }}>
        {householdName}
      </Text>
    </Table.Th>
  )
}
