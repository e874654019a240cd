import { ActionIcon, Button, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCheck, IconDots, IconFileTypePdf, IconPresentation } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useMay } from '#renderer/data/session.ts'
import { runCommand, useCommand } from '#renderer/data/use-command.ts'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import { MeetingEditor } from './meeting-editor.tsx'
import { RecapButton } from './recap.tsx'

/** What can be done with a whole pack. */
export function PackActions({ meeting }: { readonly meeting: MeetingPack['meeting'] }) {
  const exportPack = useCommand('meetings.exportPack')
  const markHeld = useCommand('meetings.markHeld')
  const mayExport = useMay('book.export')
  const mayWrite = useMay('book.write')
  const save = async () => {
    const result = await exportPack.run({ meetingId: meeting.id })
    if (result.ok && result.value.path !== null) sayDone(`Saved to ${result.value.path}`)
  }
  return (
    <>
      <Button
        component={Link}
        to={`/meetings/${meeting.id}/present`}
        variant="default"
        leftSection={<IconPresentation size={16} stroke={1.7} aria-hidden />}
      >
        Present
      </Button>
      {mayExport ? (
        <Button
          variant="default"
          leftSection={<IconFileTypePdf size={16} stroke={1.7} aria-hidden />}
          loading={exportPack.busy}
          aria-label="Export PDF"
          onClick={() => void save()}
        >
          Export PDF…
        </Button>
      ) : null}
      {mayWrite && meeting.status === 'planned' ? (
        <Button
          leftSection={<IconCheck size={16} aria-hidden />}
          loading={markHeld.busy}
          onClick={() => void markHeld.run({ meetingId: meeting.id }, { done: 'Meeting marked as held.' })}
        >
          Mark as held
        </Button>
      ) : null}
      {mayWrite && meeting.status === 'held' ? <RecapButton meetingId={meeting.id} /> : null}
      {mayWrite && meeting.status !== 'held' ? <MeetingMenu meeting={meeting} /> : null}
    </>
  )
}

/** What can be done with its place in the calendar. */
function MeetingMenu({ meeting }: { readonly meeting: MeetingPack['meeting'] }) {
  const [editing, { open, close }] = useDisclosure(false)
  const planned = meeting.status === 'planned'
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label="More for this meeting">
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {planned ? <Menu.Item onClick={open}>Edit or move…</Menu.Item> : null}
          {planned ? <Menu.Item onClick={() => void cancelMeeting(meeting.id)}>Cancel the meeting</Menu.Item> : null}
          {planned ? null : <Menu.Item onClick={() => void planAgain(meeting.id)}>Plan it again</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <MeetingEditor meeting={meeting} opened={editing} onClose={close} />
    </>
  )
}

/** Cancels a meeting, and offers to take that back. */
async function cancelMeeting(meetingId: string): Promise<void> {
  const result = await runCommand('meetings.setStatus', { meetingId, status: 'cancelled' })
  if (result.ok) sayDone('Meeting cancelled.', () => void planAgain(meetingId))
}

async function planAgain(meetingId: string): Promise<void> {
  await runCommand('meetings.setStatus', { meetingId, status: 'planned' }, { done: 'The meeting is planned again.' })
}
