import { Alert, Button, Checkbox, Drawer, Group, Stack } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useCommand } from '#renderer/data/use-command.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import type { MeetingRow } from '#shared/ipc/meetings.ts'
import { DetailFields, HouseholdField, TimeFields } from './meeting-fields.tsx'
import {
  emptyMeeting,
  type MeetingForm,
  type MeetingValues,
  problemsOfMeeting,
  readMeetingValues,
  toMeeting,
  toMeetingChange,
  useMeetingForm,
} from './meeting-form.ts'

interface EditorProps {
  readonly title: string
  readonly opened: boolean
  readonly onClose: () => void
}

/** Plans a meeting. @param given what is known of it already: the household, the day. */
export function MeetingPlanner(props: Omit<EditorProps, 'title'> & { readonly given: Partial<MeetingValues> }) {
  const { run, busy } = useCommand('meetings.plan')
  return (
    <MeetingDrawer
      {...props}
      title="Plan a meeting"
      initial={{ ...emptyMeeting, ...props.given }}
      withHousehold
      busy={busy}
      action="Plan the meeting"
      save={(_, values) =>
        run(
          { householdId: values.householdId ?? '', ...toMeeting(values), despiteOverlap: values.despiteOverlap },
          { done: 'Meeting planned.', quiet: true },
        )
      }
    />
  )
}

/** Changes or moves a planned meeting. */
export function MeetingEditor({
  meeting,
  ...props
}: Omit<EditorProps, 'title'> & {
  readonly meeting: Omit<MeetingRow, 'householdName' | 'openTasks' | 'notes' | 'state'>
}) {
  const { run, busy } = useCommand('meetings.change')
  return (
    <MeetingDrawer
      {...props}
      title="Edit meeting"
      initial={readMeetingValues(meeting)}
      busy={busy}
      action="Save"
      save={async (before, values) => {
        const change = toMeetingChange(before, values)
        if (Object.keys(change).length === 0) return { ok: true }
        const { despiteOverlap } = values
        return run({ meetingId: meeting.id, ...change, despiteOverlap }, { done: 'Meeting saved.', quiet: true })
      }}
    />
  )
}

type Saved = { readonly ok: true } | { readonly ok: false; readonly error: { message: string; details: unknown } }

interface DrawerProps extends EditorProps {
  readonly initial: MeetingValues
  readonly withHousehold?: boolean
  readonly busy: boolean
  readonly action: string
  readonly save: (before: MeetingValues, values: MeetingValues) => Promise<Saved>
}

/** Closing it asks before typed work is dropped. */
function MeetingDrawer({ opened, onClose, title, ...form }: DrawerProps) {
  const isChanged = useRef(false)
  const [isAsking, setAsking] = useState(false)
  const close = () => {
    isChanged.current = false
    setAsking(false)
    onClose()
  }
  const askToClose = () => (isChanged.current ? setAsking(true) : close())
  return (
    <Drawer opened={opened} onClose={askToClose} title={title} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      {/* Made anew on each opening, so that it always starts from what is stored now. */}
      {opened ? (
        <FormBody
          {...form}
          isAsking={isAsking}
          onChanged={(changed) => {
            isChanged.current = changed
          }}
          onCancel={askToClose}
          onKeep={() => setAsking(false)}
          onClose={close}
        />
      ) : null}
    </Drawer>
  )
}

interface BodyProps extends Omit<DrawerProps, 'opened' | 'title'> {
  readonly isAsking: boolean
  readonly onChanged: (changed: boolean) => void
  readonly onCancel: () => void
  readonly onKeep: () => void
}

function FormBody({ initial, withHousehold = false, busy, action, save, ...on }: BodyProps) {
  const [before] = useState(initial)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useMeetingForm(before)
  on.onChanged(form.isDirty())
  const submit = form.onSubmit(async (values) => {
    const result = await save(before, values)
    if (result.ok) return on.onClose()
    const problems = problemsOfMeeting(result.error.details)
    form.setErrors(problems ?? {})
    setProblem(problems === null ? result.error.message : null)
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {problem === null ? null : <ProblemAlert message={problem} />}
        {withHousehold ? <HouseholdField form={form} /> : null}
        <TimeFields form={form} />
        <OverlapAlert form={form} />
        <DetailFields form={form} />
        {on.isAsking ? (
          <Alert color="orange" title="What you typed here is not saved" role="alert">
            <Group gap="xs" mt="xs" p={4}>
              <Button variant="default" onClick={on.onKeep} autoFocus>
                Keep editing
              </Button>
              <Button color="red" variant="light" onClick={on.onClose}>
                Discard
              </Button>
            </Group>
          </Alert>
        ) : (
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={on.onCancel}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {action}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  )
}

/** Says that the time is taken, and lets a person decide that this is meant. */
function OverlapAlert({ form }: { readonly form: MeetingForm }) {
  const [said, setSaid] = useState<string | null>(null)
  const { day, time, minutes } = form.values
  const error = form.errors.despiteOverlap
  // Another time is another question, to be answered anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time alone matters, and the form is made anew each time.
  useEffect(() => {
    setSaid(null)
    form.setFieldValue('despiteOverlap', false)
  }, [day, time, minutes])
  if (typeof error === 'string' && error !== said) setSaid(error)
  if (said === null) return null
  return (
    <Alert color="orange" title="This time is taken" role="alert">
      <Stack gap="xs">
        {said} Choose another time, or tick the box below.
        <Checkbox
          label="Plan it all the same"
          {...form.getInputProps('despiteOverlap', { type: 'checkbox' })}
          error={null}
        />
      </Stack>
    </Alert>
  )
}
