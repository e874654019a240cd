import { UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp, IconRefresh } from '@tabler/icons-react'
import { useNavigate } from 'react-router'
import { useFirmWide } from '#renderer/data/session.ts'
import { useSyncStatus } from '#renderer/data/sync-status.ts'
import { describeStatus, type StatusTone } from './describe-status.ts'
import classes from './sync-status.module.css'

const icons = {
  calm: IconCloudCheck,
  busy: IconRefresh,
  note: IconCloudUp,
  warn: IconAlertTriangle,
  offline: IconCloudOff,
  blocked: IconAlertTriangle,
} as const satisfies Record<StatusTone, unknown>

/** Always in sight: whether what is on screen is the firm's latest word. Opens the sync page. */
export function SyncStatusControl() {
  const firmWide = useFirmWide()
  const { tone, text } = describeStatus(
    useSyncStatus(({ status }) => status),
    { firmWide },
  )
  const navigate = useNavigate()
  const Icon = icons[tone]
  return (
    <output aria-label="Sync status" aria-live="polite">
      <UnstyledButton className={classes.control} data-tone={tone} onClick={() => void navigate('/sync')}>
        <Icon size={16} stroke={1.8} aria-hidden />
        {text}
      </UnstyledButton>
    </output>
  )
}
