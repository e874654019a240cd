import { Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { Link } from 'react-router'
import { choiceLabel } from '#renderer/data/labels.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useOpenForDraft } from '#renderer/data/use-asked-draft.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { formatDate } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { Workflow } from '#shared/ipc/tasks.ts'
import { StartWorkflow } from './start-workflow.tsx'
import { stopWorkflow } from './task-actions.ts'
import { TaskList } from './task-list.tsx'

/** Workflows under way and how far they are. @param householdId null for the whole book, where none is started. */
export function WorkflowsSection({ householdId }: { readonly householdId: string | null }) {
  const mayWrite = useMay('book.write')
  const [starting, { open, close }] = useDisclosure(false)
  useOpenForDraft(`workflow:${householdId ?? ''}`, open)
  const workflows = useQuery('tasks.workflows', { householdId })
  if (householdId === null && (workflows.data ?? []).length === 0) return null
  return (
    <Section title="Workflows under way" note={workflows.data?.length || null}>
      <Stack gap="md">
        <QueryView query={workflows}>
          {(rows) =>
            rows.length === 0 ? (
              <Text size="sm" c="dimmed">
                None. A workflow makes all tasks of an onboarding, an account opening, a transfer, or a death at once.
              </Text>
            ) : (
              <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
                {rows.map((workflow) => (
                  <Line key={workflow.workflowId} workflow={workflow} withHousehold={householdId === null} />
                ))}
              </Stack>
            )
          }
        </QueryView>
        {householdId !== null && mayWrite ? (
          <Group>
            <Button variant="light" onClick={open}>
              Start a workflow…
            </Button>
            <StartWorkflow householdId={householdId} opened={starting} onClose={close} />
          </Group>
        ) : null}
      </Stack>
    </Section>
  )
}

function Line({ workflow, withHousehold }: { readonly workflow: Workflow; readonly withHousehold: boolean }) {
  const { done, total, next, steps } = workflow
  const mayWrite = useMay('book.write')
  const [whole, { toggle }] = useDisclosure(false)
  const [stopping, setStopping] = useState(false)
  const stop = async () => {
    setStopping(true)
    await stopWorkflow(workflow.workflowId)
    setStopping(false)
  }
  const name = choiceLabel('tasks', 'workflow', workflow.workflow)
  return (
    <li>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed" className="tabular">
          {done} of {total} done
        </Text>
      </Group>
      <Progress value={(done / total) * 100} size="sm" my={4} aria-label={`${name}: ${done} of ${total} steps done`} />
      <Text size="xs" c="dimmed">
        {withHousehold ? (
          <>
            <Anchor component={Link} to={`/households/${workflow.householdId}`} size="xs">
              {workflow.householdName}
            </Anchor>
            {' · '}
          </>
        ) : null}
        Next: {next.title}
        {next.dueOn === null ? '' : `, due ${formatDate(next.dueOn)}`}, {next.ownerName} · started{' '}
        {formatDate(workflow.startedAt)}
      </Text>
      <Group gap="xs" mt={4}>
        <Button variant="subtle" size="xs" aria-expanded={whole} onClick={toggle}>
          {whole ? 'Hide the steps' : 'Show the steps'}
        </Button>
        {mayWrite ? (
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={`Stop the workflow: ${name}`}
            loading={stopping}
            onClick={() => void stop()}
          >
            Stop the workflow
          </Button>
        ) : null}
      </Group>
      {whole ? <TaskList tasks={steps.filter(({ status }) => status !== 'cancelled')} /> : null}
    </li>
  )
}
