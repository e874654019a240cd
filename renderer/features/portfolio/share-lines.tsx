import { ActionIcon, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { wholeProblem } from '#shared/domain/shares.ts'

/** One line of a form of shares, as typed. */
export interface ShareLine {
  /** Of the form alone; what is stored has `id`. */
  readonly key: string
  readonly id: string | null
  /** Empty where nobody is chosen. */
  readonly partyId: string
  /** For beneficiaries that the book does not know. */
  readonly name: string
  readonly percent: string
  readonly perStirpes: boolean
}

interface ShareLinesProps {
  /** What the group is called: `Owners`, `Primary beneficiaries`. */
  readonly label: string
  readonly lines: readonly ShareLine[]
  readonly parties: readonly { readonly value: string; readonly label: string }[]
  /** Whether somebody may be named whom the book does not know, and shares may go by descent. */
  readonly forBeneficiaries: boolean
  readonly problems: Readonly<Record<string, string>>
  readonly onChange: (lines: readonly ShareLine[]) => void
}

/** The lines of one whole, with what they make together. */
export function ShareLines({ label, lines, onChange, problems, ...kind }: ShareLinesProps) {
  const change = (key: string, typed: Partial<ShareLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...typed } : line)))
  return (
    <Stack gap="xs" component="section" aria-label={label}>
      {lines.map((line, at) => (
        <Line
          key={line.key}
          {...kind}
          line={line}
          place={`${label}, line ${at + 1}`}
          problem={problems[line.key]}
          onChange={(typed) => change(line.key, typed)}
          onRemove={() => onChange(lines.filter(({ key }) => key !== line.key))}
        />
      ))}
      <Total percents={lines.map(({ percent }) => percent)} />
    </Stack>
  )
}

interface LineProps extends Pick<ShareLinesProps, 'parties' | 'forBeneficiaries'> {
  readonly line: ShareLine
  readonly place: string
  readonly problem: string | undefined
  readonly onChange: (typed: Partial<ShareLine>) => void
  readonly onRemove: () => void
}

function Line({ line, place, parties, forBeneficiaries, problem, onChange, onRemove }: LineProps) {
  const none = { value: '', label: forBeneficiaries ? 'Somebody else, by name' : 'Choose…' }
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <NativeSelect
          aria-label={`${place}: who`}
          flex={1}
          data={[none, ...parties]}
          value={line.partyId}
          onChange={(event) => onChange({ partyId: event.currentTarget.value, name: '' })}
        />
        <TextInput
          aria-label={`${place}: share in per cent`}
          w={110}
          inputMode="decimal"
          rightSection="%"
          value={line.percent}
          error={problem !== undefined}
          onChange={(event) => onChange({ percent: event.currentTarget.value })}
        />
        <ActionIcon variant="subtle" color="gray" mt={4} aria-label={`${place}: remove`} onClick={onRemove}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
      {forBeneficiaries && line.partyId === '' ? (
        <TextInput
          aria-label={`${place}: name`}
          placeholder="Name"
          maxLength={200}
          value={line.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      ) : null}
      {forBeneficiaries ? (
        <Checkbox
          size="xs"
          label="Per stirpes"
          aria-label={`${place}: per stirpes`}
          checked={line.perStirpes}
          onChange={(event) => onChange({ perStirpes: event.currentTarget.checked })}
        />
      ) : null}
      {problem === undefined ? null : (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
    </Stack>
  )
}

function Total({ percents }: { readonly percents: readonly string[] }) {
  const typed = percents.map((percent) => percent.trim()).filter((percent) => /^\d{1,3}(\.\d+)?$/.test(percent))
  const problem = wholeProblem(typed)
  const text = typed.length === 0 ? 'Nobody named.' : (problem ?? 'The shares make 100%.')
  return (
    <Text size="xs" role="status" c={problem === null ? 'dimmed' : 'var(--mantine-color-error)'}>
      {text}
    </Text>
  )
}
