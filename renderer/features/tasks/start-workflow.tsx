import { Button, Drawer, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { DraftNotice, DraftState } from '#renderer/data/draft-notice.tsx'
import { choicesOf } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { type DraftKeeper, useDraft } from '#renderer/data/use-draft.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { DateField } from '#renderer/ui/date-field.tsx'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { planWorkflow } from '#shared/domain/plan-workflow.ts'
import { workflowTemplates } from '#shared/domain/workflow-templates.ts'
import type { WorkflowName } from '#shared/ipc/tasks.ts'

interface StartWorkflowProps {
  readonly householdId: string
  readonly opened: boolean
  readonly onClose: () => void
}

const names = Object.entries(choicesOf('tasks', 'workflow')).map(([value, label]) => ({ value, label }))

/** Chooses a workflow and its first day; shows what will be made before it is. */
export function StartWorkflow({ householdId, opened, onClose }: StartWorkflowProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title="Start a workflow"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened ? <StartWithDraft householdId={householdId} onClose={onClose} /> : null}
    </Drawer>
  )
}

type FormProps = Omit<StartWorkflowProps, 'opened'>

/** What is typed; kept, so that a form closed by mistake, or with the workstation, has it again. */
interface Typed {
  readonly workflow: WorkflowName
  readonly startsOn: string | null
  readonly about: string
}

function StartWithDraft({ householdId, onClose }: FormProps) {
  const draft = useDraft<Typed>(`workflow:${householdId}`, householdId)
  const [isAnew, setAnew] = useState(false)
  if (draft.found === undefined) return null
  const found = isAnew ? null : draft.found
  const discard = () => {
    draft.drop()
    setAnew(true)
  }
  return (
    <Stack gap="sm">
      {found === null ? null : <DraftNotice keptAt={found.keptAt} onDiscard={discard} />}
      <StartForm
        key={String(isAnew)}
        householdId={householdId}
        typed={found?.value ?? { workflow: 'onboarding', startsOn: todayDate(), about: '' }}
        draft={draft}
        onClose={onClose}
      />
    </Stack>
  )
}

interface StartFormProps extends FormProps {
  readonly typed: Typed
  readonly draft: DraftKeeper<Typed>
}

function StartForm({ householdId, typed, draft, onClose }: StartFormProps) {
  const { run, busy } = useCommand('tasks.startWorkflow')
  const { data: colleagues = [] } = useQuery('tasks.colleagues', { householdId })
  const [{ workflow, startsOn, about }, setTyped] = useState(typed)
  const change = (changed: Partial<Typed>) => {
    const now = { workflow, startsOn, about, ...changed }
    setTyped(now)
    draft.keep(now)
  }
  const close = () => {
    draft.drop()
    onClose()
  }
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const steps = startsOn === null ? [] : planWorkflow(workflow, startsOn, null)
  const hasAssistant = colleagues.some(({ role }) => role === 'assistant')
  const hasOperations = colleagues.some(({ role }) => role === 'operations')
  const has = { adviser: true, assistant: hasAssistant, operations: hasOperations }
  const start = async (event: { preventDefault(): void }) => {
    event.preventDefault()
    setTried(true)
    if (startsOn === null) return
    const input = { householdId, workflow, startsOn, about: about.trim() || null }
    const result = await run(input, { done: `${steps.length} tasks added.`, quiet: true })
    if (result.ok) close()
    else setProblem(result.error.message)
  }
  return (
    <form onSubmit={(event) => void start(event)} noValidate>
      <Stack gap="sm">
        {problem === null ? null : <ProblemAlert message={problem} />}
        <NativeSelect
          data-autofocus
          autoFocus
          label="Workflow"
          description={workflowTemplates[workflow].description}
          data={names}
          value={workflow}
          onChange={(event) => change({ workflow: event.currentTarget.value as WorkflowName })}
        />
        <DateField
          label="Begins on"
          value={startsOn}
          error={tried && startsOn === null ? 'Choose the day from which the steps are counted.' : null}
          onChange={(day) => change({ startsOn: day })}
        />
        <TextInput
          label="About"
          description="An account or a person, where there may be two of a kind. It is put behind each task."
          maxLength={100}
          value={about}
          onChange={(event) => change({ about: event.currentTarget.value })}
        />
        <Text size="sm" fw={600} id="workflow-steps">
          {steps.length} tasks
        </Text>
        <Stack component="ol" gap={6} m={0} pl="lg" aria-labelledby="workflow-steps">
          {steps.map(({ number, title, dueOn, by }) => (
            <li key={number}>
              <Text size="sm">{title}</Text>
              <Text size="xs" c="dimmed">
                {formatDate(dueOn)} · {has[by] ? choicesOf('users', 'role')[by] : choicesOf('users', 'role').adviser}
              </Text>
            </li>
          ))}
        </Stack>
        <Group justify="flex-end" gap="xs">
          <DraftState state={draft.state} />
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Start
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
