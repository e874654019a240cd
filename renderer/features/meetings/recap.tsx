import { Button, Drawer, Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMail } from '@tabler/icons-react'
import { useState } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { sayDone } from '#renderer/ui/toast.tsx'
import { changeLetter, useMeetings } from './store.ts'

type Channel = 'email' | 'letter' | 'portal'

const channels = (['email', 'letter', 'portal'] as const).map((value) => ({
  value,
  label: choicesOf('communications', 'channel')[value] ?? value,
}))

/** The letter after a meeting. What was typed stays until it is recorded or begun again. */
export function RecapButton({ meetingId }: { readonly meetingId: string }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <Button variant="default" leftSection={<IconMail size={16} stroke={1.7} aria-hidden />} onClick={open}>
        Recap letter…
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        title="Recap letter"
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {opened ? <Recap meetingId={meetingId} onClose={close} /> : null}
      </Drawer>
    </>
  )
}

function Recap({ meetingId, onClose }: { readonly meetingId: string; readonly onClose: () => void }) {
  const proposed = useQuery('meetings.recap', { meetingId })
  return (
    <QueryView query={proposed}>
      {({ text }) => <LetterForm meetingId={meetingId} proposed={text} onClose={onClose} />}
    </QueryView>
  )
}

interface LetterFormProps {
  readonly meetingId: string
  readonly proposed: string
  readonly onClose: () => void
}

function LetterForm({ meetingId, proposed, onClose }: LetterFormProps) {
  const typed = useMeetings(({ letters }) => letters[meetingId])
  const text = typed ?? proposed
  const [channel, setChannel] = useState<Channel>('email')
  const [problem, setProblem] = useState<string | null>(null)
  const exportRecap = useCommand('meetings.exportRecap')
  const recordRecap = useCommand('meetings.recordRecap')
  const mayExport = useMay('book.export')
  const isEmpty = text.trim() === ''
  const empty = isEmpty ? 'The letter is empty. Write it, or begin again.' : null
  const save = async () => {
    const result = await exportRecap.run({ meetingId, text }, { quiet: true })
    if (!result.ok) return setProblem(result.error.message)
    if (result.value.path !== null) sayDone(`Saved to ${result.value.path}`)
  }
  const record = async () => {
    const result = await recordRecap.run({ meetingId, text, channel }, { done: 'Recorded as sent.', quiet: true })
    if (!result.ok) return setProblem(result.error.message)
    changeLetter(meetingId, null)
    onClose()
  }
  return (
    <Stack gap="sm">
      {problem === null ? null : <ProblemAlert message={problem} />}
      <Text size="sm" c="dimmed">
        Made from the decisions, recommendations, questions, and follow-up tasks of this meeting. Plain notes stay with
        you. Read it over before it goes.
      </Text>
      <Textarea
        data-autofocus
        label="Letter"
        autosize
        minRows={14}
        maxRows={26}
        maxLength={100_000}
        value={text}
        error={empty}
        onChange={(event) => changeLetter(meetingId, event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button variant="subtle" disabled={typed === undefined} onClick={() => changeLetter(meetingId, null)}>
          Begin again from the notes
        </Button>
        {mayExport ? (
          <Button variant="default" disabled={isEmpty} loading={exportRecap.busy} onClick={() => void save()}>
            Save as PDF…
          </Button>
        ) : null}
      </Group>
      <Group gap="xs" align="flex-end">
        <NativeSelect
          label="Sent by"
          data={channels}
          value={channel}
          onChange={(event) => setChannel(event.currentTarget.value as Channel)}
        />
        <Button disabled={isEmpty} loading={recordRecap.busy} onClick={() => void record()}>
          Record as sent
        </Button>
      </Group>
    </Stack>
  )
}
