import { Button, Group, SegmentedControl, SimpleGrid, Stack, Text, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useSession } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { Page } from '#renderer/ui/page.tsx'
import { Section } from '#renderer/ui/section.tsx'

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const

export function SettingsScreen() {
  return (
    <Page title="Settings" maxWidth={760}>
      <Stack gap="md">
        <Appearance />
        <DataUse />
        <Account />
        <About />
      </Stack>
    </Page>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title="Appearance">
      <SegmentedControl
        aria-label="Colour scheme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={schemes.map(({ value, label, icon: Icon }) => ({
          value,
          label: (
            <Group gap={6} wrap="nowrap">
              <Icon size={15} stroke={1.7} aria-hidden />
              {label}
            </Group>
          ),
        }))}
      />
    </Section>
  )
}

const dataUses = [
  { value: 'automatic', label: 'Automatic' },
  { value: 'always', label: 'Always save data' },
  { value: 'never', label: 'Never save data' },
] as const

function DataUse() {
  const settings = useQuery('settings.read', {})
  const { run, busy } = useCommand('settings.change')
  return (
    <Section title="Metered connections">
      <QueryView query={settings} rows={1}>
        {({ saveData }) => (
          <SegmentedControl
            aria-label="Save data"
            value={saveData}
            disabled={busy}
            onChange={(value) => void run({ saveData: value as typeof saveData }).then(settings.refresh)}
            data={[...dataUses]}
          />
        )}
      </QueryView>
      <Text size="xs" c="dimmed" mt="sm">
        While data is saved, the firm’s changes wait, what you save is still sent, and “Sync now” brings everything.
        Automatic does so where the system calls the connection metered, unless your firm decided otherwise; macOS does
        not say, so choose for yourself there.
      </Text>
    </Section>
  )
}

function Account() {
  const session = useSession(({ status }) => status)
  const { run, busy } = useCommand('session.signOut')
  if (!session?.user) return null
  return (
    <Section title="Signed in">
      <Group justify="space-between" wrap="wrap">
        <div>
          <Text size="sm" fw={600}>
            {session.user.displayName}
          </Text>
          <Text size="xs" c="dimmed">
            {session.user.login} · {session.server.database} on {session.server.host}
          </Text>
        </div>
        <Button
          variant="default"
          loading={busy}
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void run({})}
        >
          Sign out
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt="sm">
        Signing out closes the book and takes the password out of the keychain. The encrypted book and changes not yet
        sent stay on this laptop for your next sign-in.
      </Text>
    </Section>
  )
}

function About() {
  const settings = useQuery('settings.read', {})
  return (
    <Section title="This workstation">
      <QueryView query={settings} rows={2}>
        {({ appVersion, cipher }) => (
          <SimpleGrid component="dl" cols={2} m={0}>
            {[
              ['Version', appVersion],
              ['Encryption of the book', cipher],
            ].map(([label, value]) => (
              <div key={label}>
                <Text component="dt" size="xs" c="dimmed">
                  {label}
                </Text>
                <Text component="dd" size="sm" fw={560} m={0}>
                  {value}
                </Text>
              </div>
            ))}
          </SimpleGrid>
        )}
      </QueryView>
    </Section>
  )
}
