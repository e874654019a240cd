import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { QueryView } from '#renderer/data/query-view.tsx'
import { runCommand, useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { Comparison } from '#shared/ipc/merging.ts'
import { MergeEffects, MergeWarnings } from './merge-effects.tsx'
import { differingFields, fieldLabels, MergeTable, takenByDefault } from './merge-table.tsx'

interface MergePersonsProps {
  readonly person: { readonly id: string; readonly name: string; readonly householdId: string }
  /** Who is thought to be the same person; null where that is chosen in the dialog. */
  readonly otherId: string | null
  readonly opened: boolean
  readonly onClose: () => void
}

/** Makes one person of two: field by field, with what else that brings about, and back again. */
export function MergePersons({ person, otherId, opened, onClose }: MergePersonsProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Merge two records of one person"
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened ? <MergeSteps person={person} otherId={otherId} onClose={onClose} /> : null}
    </Modal>
  )
}

function MergeSteps({ person, otherId, onClose }: Omit<MergePersonsProps, 'opened'>) {
  const [chosen, setChosen] = useState(otherId)
  const [swapped, setSwapped] = useState(false)
  const pair = swapped ? { keptId: chosen ?? '', mergedId: person.id } : { keptId: person.id, mergedId: chosen ?? '' }
  return (
    <Stack gap="md">
      {otherId === null ? <ChooseOther person={person} chosen={chosen} onChoose={setChosen} /> : null}
      {chosen === null ? (
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      ) : (
        <Compare
          key={`${pair.keptId} ${pair.mergedId}`}
          {...pair}
          onSwap={() => setSwapped((before) => !before)}
          onClose={onClose}
        />
      )}
    </Stack>
  )
}

interface ChooseOtherProps {
  readonly person: MergePersonsProps['person']
  readonly chosen: string | null
  readonly onChoose: (id: string | null) => void
}

function ChooseOther({ person, chosen, onChoose }: ChooseOtherProps) {
  const parties = useQuery('people.parties', { householdId: person.householdId })
  const others = (parties.data ?? []).filter(({ kind, id }) => kind === 'person' && id !== person.id)
  return (
    <Select
      data-autofocus
      label={`Which record is ${person.name} as well?`}
      description="People of this household first, then everybody else in your book."
      data={others.map(({ id, name, householdName }) => ({ value: id, label: `${name} – ${householdName}` }))}
      value={chosen}
      onChange={onChoose}
      searchable
      limit={50}
      placeholder="Type a name"
      nothingFoundMessage="Nobody with this name"
      comboboxProps={{ withinPortal: true }}
    />
  )
}

interface CompareProps {
  readonly keptId: string
  readonly mergedId: string
  readonly onSwap: () => void
  readonly onClose: () => void
}

function Compare({ keptId, mergedId, ...rest }: CompareProps) {
  const comparison = useQuery('people.compare', { keptId, mergedId })
  return (
    <QueryView query={comparison} rows={8}>
      {(found) => <MergeForm comparison={found} {...rest} />}
    </QueryView>
  )
}

interface MergeFormProps extends Pick<CompareProps, 'onSwap' | 'onClose'> {
  readonly comparison: Comparison
}

function MergeForm({ comparison, onSwap, onClose }: MergeFormProps) {
  const { kept, merged } = comparison
  const { run, busy } = useCommand('people.merge')
  const [taken, setTaken] = useState<ReadonlySet<string>>(() => takenByDefault(comparison))
  const [problem, setProblem] = useState<string | null>(null)
  const choose = (name: string, fromMerged: boolean) =>
    setTaken((before) => new Set([...[...before].filter((one) => one !== name), ...(fromMerged ? [name] : [])]))
  const merge = async () => {
    const take = [...taken]
    const result = await run({ keptId: kept.person.id, mergedId: merged.person.id, take }, { quiet: true })
    if (!result.ok) return setProblem(describeProblem(comparison, result.error))
    tellDone(kept.name, result.value.mergedId)
    onClose()
  }
  return (
    <>
      {problem === null ? null : <ProblemAlert message={problem} />}
      <MergeWarnings warnings={comparison.warnings} />
      <MergeTable
        comparison={comparison}
        rows={differingFields(comparison)}
        taken={taken}
        onChoose={choose}
        onSwap={onSwap}
      />
      <MergeEffects lines={comparison.lines} />
      <Group justify="space-between" gap="sm">
        <Text size="xs" c="dimmed" flex={1} miw={220}>
          The merged record stays as history and can be opened. The merge can be taken back.
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => void merge()}>
            Merge
          </Button>
        </Group>
      </Group>
    </>
  )
}

/** What a rule between fields says names a field; here it is told with the field's own name. */
function describeProblem({ numbers }: Comparison, { message, details }: { message: string; details: unknown }): string {
  if (!Array.isArray(details)) return message
  const known = new Map([...numbers.map(({ name, label }) => [name, label] as const), ...fieldLabels])
  const said = (details as { path: string; message: string }[]).map(
    ({ path, message: what }) => `${known.get(path) ?? path} ${what}.`,
  )
  return said.length === 0 ? message : `${said.join(' ')} Choose otherwise, or correct one of the records first.`
}

function tellDone(name: string, mergedId: string): void {
  sayDone(`The two records of ${name} are one now.`, () => {
    void runCommand('people.undoMerge', { mergedId }, { done: 'Both records are as they were before.' })
  })
}
