import { Button, Drawer, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
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
      {opened ? <StartForm householdId={householdId} onClose={onClose} /> : null}
    </Drawer>
  )
}

function StartForm({ householdId, onClose }: Omit<StartWorkflowProps, 'opened'>) {
  const { run, busy } = useCommand('tasks.startWorkflow')
  const { data: colleagues = [] } = useQuery('tasks.colleagues', { householdId })
  const [workflow, setWorkflow] = useState<WorkflowName>('onboarding')
  const [startsOn, setStartsOn] = useState<string | null>(todayDate())
  const [about, setAbout] = useState('')
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
    if (result.ok) onClose()
    else setProblem(result.error.message)
  }
  return (
    <form onSubmit={(event) => void start(event)} noValidate>
      <Stack gap="sm">
        {problem === null ? null : <ProblemAlert message={problem} />}
        <NativeSelect
          data-autofocus
          label="Workflow"
          description={workflowTemplates[workflow].description}
          data={names}
          value={workflow}
          onChange={(event) => setWorkflow(event.currentTarget.value as WorkflowName)}
        />
        <DateField
          label="Begins on"
          value={startsOn}
          error={tried && startsOn === null ? 'Choose the day from which the steps are counted.' : null}
          onChange={setStartsOn}
        />
        <TextInput
          label="About"
          description="An account or a person, where there may be two of a kind. It is put behind each task."
          maxLength={100}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value)}
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
          <Button variant="default" onClick={onClose}>
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
