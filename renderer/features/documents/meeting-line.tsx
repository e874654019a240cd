import { Button, Group, Text } from '@mantine/core'
import { IconDeviceLaptop } from '@tabler/icons-react'
import { useCommand } from '#renderer/data/use-command.ts'
import type { FiledDocument } from '#shared/ipc/households.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'

export interface MeetingPin {
  readonly id: string
  readonly kept: MeetingPack['kept']
}

interface MeetingLineProps {
  readonly meeting: MeetingPin
  readonly documents: readonly FiledDocument[]
}

/** Whether all that may be wanted in the meeting will open there without the network. */
export function MeetingLine({ meeting, documents }: MeetingLineProps) {
  const { run, busy } = useCommand('documents.keepForMeeting')
  const filed = documents.filter(({ disposition, place }) => disposition !== 'destroyed' && place !== 'not_filed')
  const here = filed.filter(({ place }) => place === 'here' || place === 'waiting' || place === 'refused').length
  const all = here === filed.length
  return (
    <Group gap="xs" mb="md" wrap="nowrap" justify="space-between">
      <Group gap="xs" wrap="nowrap" miw={0}>
        <IconDeviceLaptop size={18} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm">
          {all ? 'All documents open offline' : `${here} of ${filed.length} documents open offline`}
          <Text span c="dimmed">
            {meeting.kept === 'calendar' ? '; kept automatically while the meeting is near' : ''}
            {meeting.kept === 'hand' ? '; kept until the meeting is over' : ''}
          </Text>
        </Text>
      </Group>
      {meeting.kept === 'calendar' ? null : (
        <Button
          size="xs"
          variant="subtle"
          loading={busy}
          style={{ flex: 'none' }}
          onClick={() => void run({ meetingId: meeting.id, keep: meeting.kept === null })}
        >
          {meeting.kept === null ? 'Keep them for this meeting' : 'Keep them no longer'}
        </Button>
      )}
    </Group>
  )
}
