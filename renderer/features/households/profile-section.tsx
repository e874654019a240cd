import { Alert, Button, SimpleGrid, Text } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { daysSince, formatDate, NONE } from '#renderer/ui/dates.ts'
import { formatShare } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import { type ProfileField, profileFields } from '#shared/domain/profile.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import { households } from '#shared/records/households.ts'

interface ProfileSectionProps {
  readonly household: HouseholdPage['household']
  /** Absent for those who may only read. */
  readonly onEdit?: (() => void) | undefined
}

/** After this many days a profile should be gone through again. */
const STALE_DAYS = 365

/** The client's profile as last confirmed. */
export function ProfileSection({ household, onEdit }: ProfileSectionProps) {
  const { profileConfirmedOn } = household
  const stale = profileConfirmedOn === null || daysSince(profileConfirmedOn) > STALE_DAYS
  return (
    <Section
      title="Profile"
      note={profileConfirmedOn === null ? 'never confirmed' : `confirmed ${formatDate(profileConfirmedOn)}`}
      actions={
        onEdit === undefined ? null : (
          <Button size="xs" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={onEdit}>
            Edit profile
          </Button>
        )
      }
    >
      {stale ? (
        <Alert color="orange" p="xs" mb="md">
          {profileConfirmedOn === null
            ? 'This profile has never been confirmed with the client.'
            : 'This profile was confirmed more than a year ago.'}
        </Alert>
      ) : null}
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3 }} spacing="md" verticalSpacing="sm" m={0}>
        {profileFields.map((name) => (
          <div key={name} style={{ minWidth: 0 }}>
            <Text component="dt" size="xs" c="dimmed">
              {households.fields[name].label}
            </Text>
            <Text component="dd" size="sm" fw={540} m={0}>
              {showField(household, name)}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Section>
  )
}

function showField(household: HouseholdPage['household'], name: ProfileField): string {
  const value = household[name]
  if (value === null) return NONE
  return name === 'taxBracket' ? formatShare(value) : choiceLabel('households', name, value)
}
