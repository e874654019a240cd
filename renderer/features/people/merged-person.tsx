import { Alert, Button, Drawer, Group, Stack, Table, Text } from '@mantine/core'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { showField } from '#renderer/data/show-field.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import tableClasses from '#renderer/ui/data-table.module.css'
import { NONE } from '#renderer/ui/dates.ts'
import type { MergedPerson as Merged } from '#shared/ipc/merging.ts'
import { persons } from '#shared/records/persons.ts'
import { editableFields } from '#shared/schema/edits.ts'

interface MergedPersonProps {
  /** Null while nobody is shown. */
  readonly personId: string | null
  readonly onClose: () => void
}

/** A person who was merged into another, as they were. */
export function MergedPerson({ personId, onClose }: MergedPersonProps) {
  return (
    <Drawer
      opened={personId !== null}
      onClose={onClose}
      title="Merged record"
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {personId === null ? null : <Shown personId={personId} onClose={onClose} />}
    </Drawer>
  )
}

function Shown({ personId, onClose }: { readonly personId: string; readonly onClose: () => void }) {
  const found = useQuery('people.merged', { personId })
  return (
    <QueryView query={found} rows={8}>
      {(merged) => (
        <Stack gap="md">
          <Alert color="gray" title={`${merged.name} was merged into ${merged.keptName}`} role="note">
            <Text size="sm">
              This record is history. What is new is entered for {merged.keptName}.
              {merged.stays.length === 0 ? '' : ` Under it stays what is never changed: ${merged.stays.join(', ')}.`}
            </Text>
          </Alert>
          <Fields person={merged.person} />
          <TakeBack merged={merged} onClose={onClose} />
        </Stack>
      )}
    </QueryView>
  )
}

function Fields({ person }: Pick<Merged, 'person'>) {
  const values = person as Readonly<Record<string, unknown>>
  const rows = editableFields(persons)
    .map(([name, spec]) => ({ name, label: spec.label, text: showField(spec, values[name]) }))
    .filter(({ text }) => text !== NONE && text !== 'No')
  return (
    <Table className={tableClasses.table} verticalSpacing={4} layout="fixed" aria-label="The record as it was">
      <Table.Tbody>
        {rows.map(({ name, label, text }) => (
          <Table.Tr key={name}>
            <Table.Td c="dimmed">{label}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{text}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function TakeBack({ merged: { person, problem }, onClose }: { readonly merged: Merged; readonly onClose: () => void }) {
  const mayWrite = useMay('book.write')
  const { run, busy } = useCommand('people.undoMerge')
  if (!mayWrite) return null
  if (problem !== null) {
    return (
      <Text size="sm" c="dimmed">
        {problem}
      </Text>
    )
  }
  const takeBack = async () => {
    const result = await run({ mergedId: person.id }, { done: 'Both records are as they were before.' })
    if (result.ok) onClose()
  }
  return (
    <Group justify="flex-end">
      <Button variant="default" loading={busy} onClick={() => void takeBack()}>
        Take the merge back
      </Button>
    </Group>
  )
}
