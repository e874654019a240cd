import { Badge, Tooltip } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBan,
  IconBuildingBank,
  IconClock,
  IconDeviceLaptop,
  IconDownload,
  IconFileUnknown,
} from '@tabler/icons-react'
import type { FiledDocument } from '#shared/ipc/households.ts'

const places = {
  here: { label: 'On this laptop', color: 'teal', icon: IconDeviceLaptop, hint: 'It opens without the network.' },
  arriving: { label: 'Arriving', color: 'blue', icon: IconDownload, hint: 'It is being brought to this laptop.' },
  at_firm: { label: 'At the firm', color: 'gray', icon: IconBuildingBank, hint: 'Only the firm’s database has it.' },
  waiting: { label: 'To be sent', color: 'blue', icon: IconClock, hint: 'Saved on this laptop; sent when online.' },
  refused: { label: 'Refused', color: 'red', icon: IconBan, hint: 'Refused by the firm. Open Sync to see why.' },
  damaged: {
    label: 'Damaged',
    color: 'red',
    icon: IconAlertTriangle,
    hint: 'What the firm’s database holds is not what was filed. Tell compliance.',
  },
  not_filed: { label: 'No file yet', color: 'gray', icon: IconFileUnknown, hint: 'Its file is still on the way.' },
} as const

/** Where a document's content is: word, icon, and colour, so that none of them is needed alone. */
export function PlaceBadge({ document: { place, percent, kept } }: { readonly document: FiledDocument }) {
  const { label, color, icon: Icon, hint } = places[place]
  const comes = place === 'at_firm' && kept
  return (
    <Tooltip label={comes ? 'It comes with the next sync, if there is room.' : hint}>
      <Badge
        color={comes ? 'blue' : color}
        leftSection={<Icon size={12} aria-hidden />}
        size="sm"
        style={{ flex: 'none' }}
      >
        {comes ? 'On its way' : label}
        {percent === null ? '' : ` ${percent}%`}
      </Badge>
    </Tooltip>
  )
}
