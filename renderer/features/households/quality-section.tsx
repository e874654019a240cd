import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Section } from '#renderer/ui/section.tsx'
import type { DataQuality, FixPlace } from '#shared/domain/data-quality.ts'

interface QualitySectionProps {
  readonly quality: DataQuality
  /** Leads to where a gap is closed; nothing for places that this person cannot change. */
  readonly onFix: (place: FixPlace) => (() => void) | undefined
}

const ways: Readonly<Record<FixPlace, string>> = {
  people: 'Go to people',
  accounts: 'Go to accounts',
  profile: 'Edit profile',
  documents: 'Go to documents',
  review: 'Go to the list',
}

/** How complete the household's data is, what is missing, and where to put it right. */
export function QualitySection({ quality: { score, gaps }, onFix }: QualitySectionProps) {
  return (
    <Section title="Data quality" note={`${score} of 100`}>
      <Stack gap="sm">
        <Progress value={score} color={qualityColor(score)} size="sm" aria-label={`Data quality: ${score} of 100`} />
        {gaps.length === 0 ? (
          <NothingHere title="Nothing is missing" />
        ) : (
          <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
            {gaps.map(({ id, title, fixIn }) => (
              <Gap key={id} title={title} place={fixIn} onFix={onFix(fixIn)} />
            ))}
          </Stack>
        )}
      </Stack>
    </Section>
  )
}

interface GapProps {
  readonly title: string
  readonly place: FixPlace
  readonly onFix: (() => void) | undefined
}

function Gap({ title, place, onFix }: GapProps) {
  return (
    <Group component="li" justify="space-between" gap="xs">
      <Text size="sm" flex="1 1 11rem">
        {title}
      </Text>
      {onFix === undefined ? null : (
        <Button size="compact-xs" variant="subtle" onClick={onFix} aria-label={`${ways[place]}: ${title}`}>
          {ways[place]}
        </Button>
      )}
    </Group>
  )
}

export function qualityColor(score: number): 'teal' | 'orange' | 'red' {
  if (score >= 80) return 'teal'
  return score >= 60 ? 'orange' : 'red'
}
