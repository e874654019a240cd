import { Alert, Box, Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertCircle, IconServer2 } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { setSession } from '#renderer/data/session.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { BrandMark } from '#renderer/ui/brand-mark.tsx'
import type { SessionStatus } from '#shared/ipc/session.ts'
import classes from './sign-in.module.css'
import { setAsking } from './store.ts'

export function SignInScreen({ session }: { readonly session: SessionStatus }) {
  const { run, busy } = useCommand('session.signIn')
  const [problem, setProblem] = useState(session.problem?.message ?? null)
  const form = useForm({
    initialValues: { login: session.rememberedLogin ?? '', password: '' },
    validate: {
      login: (value) => (value.trim() === '' ? 'Enter your login' : null),
      password: (value) => (value === '' ? 'Enter your password' : null),
    },
  })
  useEffect(() => {
    document.title = 'Sign in – Adviser Workstation'
  }, [])

  const signIn = form.onSubmit(async ({ login, password }) => {
    setProblem(null)
    setAsking(true)
    const result = await run({ login: login.trim(), password }, { quiet: true })
    setAsking(false)
    if (result.ok) return setSession(result.value)
    setProblem(result.error.message)
    form.setFieldValue('password', '')
    document.getElementById('sign-in-password')?.focus()
  })

  return (
    <main className={classes.page}>
      <Paper className={classes.card}>
        <Stack gap="lg">
          <Group gap="sm" wrap="nowrap">
            <BrandMark size={34} className={classes.mark} />
            <Box>
              <Title order={1} fz="xl">
                Adviser Workstation
              </Title>
              <ServerLine session={session} />
            </Box>
          </Group>
          {problem === null ? null : (
            <Alert color="red" icon={<IconAlertCircle size={18} aria-hidden />} role="alert">
              {problem}
            </Alert>
          )}
          <form onSubmit={signIn} noValidate>
            <Stack gap="md">
              <TextInput
                label="Login"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={63}
                data-autofocus
                autoFocus={session.rememberedLogin === null}
                {...form.getInputProps('login')}
              />
              <PasswordInput
                id="sign-in-password"
                label="Password"
                autoComplete="current-password"
                maxLength={1024}
                autoFocus={session.rememberedLogin !== null}
                visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
                {...form.getInputProps('password')}
              />
              <Button type="submit" size="md" loading={busy} fullWidth mt={4}>
                Sign in
              </Button>
            </Stack>
          </form>
        </Stack>
      </Paper>
    </main>
  )
}

function ServerLine({ session }: { readonly session: SessionStatus }) {
  const { host, port, database } = session.server
  return (
    <Group gap={6} c="dimmed" wrap="nowrap">
      <IconServer2 size={14} aria-hidden />
      <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
        {database} on {host}
        {port === 5432 ? '' : `:${port}`}
      </Text>
    </Group>
  )
}
