import { Button, Drawer, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { choicesOf } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { type ProfileField, profileFields } from '#shared/domain/profile.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import { households } from '#shared/records/households.ts'

import classes from './profile-editor.module.css'

type Profile = Record<ProfileField, string>
type Patch = CallInput<'households.updateProfile'>['patch']

interface ProfileEditorProps {
  readonly household: HouseholdPage['household']
  readonly opened: boolean
  readonly onClose: () => void
}

/** Changes the profile, and where wished dates it as confirmed with the client today. */
export function ProfileEditor({ household, opened, onClose }: ProfileEditorProps) {
  return (
    <Drawer opened={opened} onClose={onClose} title={`Profile of ${household.name}`} size="md">
      {/* Made anew on each opening, so that it always starts from what is stored now. */}
      {opened ? <ProfileForm household={household} onClose={onClose} /> : null}
    </Drawer>
  )
}

function ProfileForm({ household, onClose }: Omit<ProfileEditorProps, 'opened'>) {
  const { run, busy } = useCommand('households.updateProfile')
  const [problem, setProblem] = useState<string | null>(null)
  const [initial] = useState(() => readProfile(household))
  const form = useForm<Profile>({
    initialValues: initial,
    validate: { taxBracket: (value) => (isPercent(value) ? null : 'Enter a percentage such as 24 or 32.5') },
  })

  const save = (confirm: boolean) =>
    form.onSubmit(async (values) => {
      const patch = changesOf(initial, values)
      if (Object.keys(patch).length === 0 && !confirm) return onClose()
      const done = confirm ? 'Profile confirmed as of today.' : 'Profile saved.'
      const result = await run({ householdId: household.id, patch, confirm }, { done, quiet: true })
      if (result.ok) onClose()
      else setProblem(result.error.message)
    })

  return (
    <form onSubmit={save(false)} noValidate>
      <Stack gap="sm">
        {problem === null ? null : <ProblemAlert message={problem} />}
        {profileFields.map((name) =>
          name === 'taxBracket' ? (
            <TextInput
              key={name}
              label={households.fields[name].label}
              inputMode="decimal"
              maxLength={9}
              {...form.getInputProps(name)}
            />
          ) : (
            <NativeSelect
              key={name}
              label={households.fields[name].label}
              data={[{ value: '', label: 'Not recorded' }, ...optionsOf(name)]}
              {...form.getInputProps(name)}
            />
          ),
        )}
        <Text size="xs" c="dimmed">
          “Save and confirm” also records that you went through the profile with the client today.
        </Text>
        <Group justify="flex-end" gap="xs" className={classes.actions}>
          <Button variant="default" type="submit" disabled={busy}>
            Save
          </Button>
          <Button loading={busy} onClick={() => save(true)()}>
            Save and confirm
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function optionsOf(name: ProfileField) {
  return Object.entries(choicesOf('households', name)).map(([value, label]) => ({ value, label }))
}

function readProfile(household: HouseholdPage['household']): Profile {
  return Object.fromEntries(profileFields.map((name) => [name, plain(household[name])])) as Profile
}

/** The database keeps `24.000000`; people write 24. */
function plain(value: string | null): string {
  if (value === null) return ''
  return /^\d+\.\d+$/.test(value) ? value.replace(/\.?0+$/, '') : value
}

/** Only what was changed is sent, so that another person's change to another field is kept. */
function changesOf(before: Profile, after: Profile): Patch {
  const changed = profileFields.filter((name) => after[name].trim() !== before[name])
  return Object.fromEntries(changed.map((name) => [name, after[name].trim() || null])) as Patch
}

function isPercent(value: string): boolean {
  return value.trim() === '' || /^(100|\d{1,2})(\.\d{1,6})?$/.test(value.trim())
}
