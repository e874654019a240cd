import { Button, Checkbox, List, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { runCommand, useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DateField } from '#renderer/ui/date-field.tsx'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { WorkstationError } from '#shared/ipc/errors.ts'
import { MOST_AT_ONCE } from '#shared/ipc/households.ts'
import type { CallInput, OutputOf } from '#shared/ipc/index.ts'
import { setMarks } from './store.ts'

interface ChangeManyProps {
  readonly ids: readonly string[]
  readonly opened: boolean
  readonly onClose: () => void
}

type Changes = CallInput<'households.changeMany'>['changes']

const LEAVE = { value: '', label: 'Leave as it is' }
const tiers = [LEAVE].concat(
  Object.entries(choicesOf('households', 'serviceTier')).map(([value, label]) => ({ value, label })),
)
const households = (count: number) => `${formatCount(count)} ${count === 1 ? 'household' : 'households'}`

/** Changes what the marked households have in common, all of them or none. */
export function ChangeMany({ ids, opened, onClose }: ChangeManyProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Change ${households(ids.length)}`} size="sm">
      {opened ? <ChangeForm ids={ids} onClose={onClose} /> : null}
    </Modal>
  )
}

function ChangeForm({ ids, onClose }: Omit<ChangeManyProps, 'opened'>) {
  const { run, busy } = useCommand('households.changeMany')
  const advisers = useQuery('households.advisers', {}).data ?? []
  const [tier, setTier] = useState('')
  const [adviser, setAdviser] = useState('')
  const [dated, setDated] = useState(false)
  const [reviewOn, setReviewOn] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const patch = {
      ...(tier === '' ? {} : { serviceTier: tier }),
      ...(adviser === '' ? {} : { advisorId: adviser }),
      ...(dated ? { nextReviewOn: reviewOn } : {}),
    }
    const objection = objectTo(ids.length, patch)
    if (objection !== null) return setProblem({ message: objection, rows: [] })
    const result = await run(
      { changes: ids.map((householdId) => ({ householdId, patch })) as Changes },
      { quiet: true },
    )
    if (!result.ok) return setProblem(problemOf(result.error))
    tellDone(result.value)
    onClose()
  }
  return (
    <form onSubmit={(event) => void save(event)} onChange={() => setProblem(null)} noValidate>
      <Stack gap="md">
        {problem === null ? null : <Refused problem={problem} />}
        <NativeSelect
          data-autofocus
          label="Service tier"
          data={tiers}
          value={tier}
          onChange={(event) => setTier(event.currentTarget.value)}
        />
        {advisers.length === 0 ? null : (
          <NativeSelect
            label="Adviser"
            data={[LEAVE].concat(advisers.map(({ id, displayName }) => ({ value: id, label: displayName })))}
            value={adviser}
            onChange={(event) => setAdviser(event.currentTarget.value)}
          />
        )}
        <Checkbox
          label="Set the date of the next review"
          checked={dated}
          onChange={(event) => setDated(event.currentTarget.checked)}
        />
        {dated ? (
          <DateField
            label="Next review"
            description="Without a date, the next review is taken away."
            value={reviewOn}
            onChange={setReviewOn}
          />
        ) : null}
        <Button type="submit" loading={busy} style={{ alignSelf: 'flex-end' }}>
          Change {households(ids.length)}
        </Button>
      </Stack>
    </form>
  )
}

interface Problem {
  readonly message: string
  /** A sentence for each household that was refused. */
  readonly rows: readonly string[]
}

function Refused({ problem: { message, rows } }: { readonly problem: Problem }) {
  return (
    <>
      <ProblemAlert message={message} />
      {rows.length < 2 ? null : (
        <List size="sm" mah={140} style={{ overflowY: 'auto' }} tabIndex={0} aria-label="Households that were refused">
          {rows.map((row) => (
            <List.Item key={row}>
              <Text size="sm">{row}</Text>
            </List.Item>
          ))}
        </List>
      )}
    </>
  )
}

function objectTo(count: number, patch: object): string | null {
  if (Object.keys(patch).length === 0) return 'Choose what to change: a tier, or a date.'
  return count > MOST_AT_ONCE
    ? `${formatCount(count)} households are marked, and at most ${MOST_AT_ONCE} can be changed at once. Mark fewer.`
    : null
}

function problemOf({ message, details }: WorkstationError): Problem {
  const rows = Array.isArray(details) ? details.map((detail: { message?: unknown }) => String(detail.message)) : []
  return { message, rows: [...new Set(rows)] }
}

/** Says how many were changed, and offers to take that back. */
function tellDone({ changed, before }: OutputOf<'households.changeMany'>): void {
  setMarks([])
  const takeBack = () =>
    void runCommand(
      'households.changeMany',
      { changes: before as Changes },
      { done: 'Everything is as it was before.' },
    )
  if (changed === 0) sayDone('Nothing differed: everything is as you chose already.')
  else sayDone(`${households(changed)} changed.`, takeBack)
}
