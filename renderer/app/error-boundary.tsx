import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useRouteError } from 'react-router'

/** What is shown where a screen broke. Nothing of the error itself: it may carry a client's data. */
function BrokenScreen() {
  return (
    <Center mih="60vh" p="xl">
      <Stack maw={460} gap="sm" role="alert">
        <Title order={1}>This screen could not be shown</Title>
        <Text c="dimmed">
          What you saved is safe on this laptop. Open the screen again; if it happens once more, tell IT the time it
          happened.
        </Text>
        <Button
          w="fit-content"
          onClick={() => {
            window.location.hash = '#/households'
            window.location.reload()
          }}
        >
          Start again with the households
        </Button>
      </Stack>
    </Center>
  )
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <BrokenScreen /> : this.props.children
  }
}

export function RouteError() {
  useRouteError()
  return <BrokenScreen />
}
