import { Button } from '@mantine/core'
import { IconCheck, IconFileTypePdf } from '@tabler/icons-react'
import { useMay } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { MeetingPack } from '#shared/ipc/meetings.ts'

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
    </>
  )
}
