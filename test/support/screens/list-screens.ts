/** What of the router's entries matters here. */
interface Route {
  readonly path?: string
  readonly index?: boolean
  readonly children?: readonly Route[]
}

/** The renderer is checked with types of its own, which the tests do not have: hence a name that is not followed. */
const ROUTES: string = '#renderer/app/routes.tsx'

/** @returns the address patterns of every screen that the router knows. */
export async function listScreens(): Promise<string[]> {
  const { routes } = (await import(/* @vite-ignore */ ROUTES)) as { routes: readonly Route[] }
  return patternsOf(routes, '')
}

/** `/households/:householdId` and the like. */
function patternsOf(routes: readonly Route[], parent: string): string[] {
  return routes.flatMap((route) => {
    const address = route.path === undefined ? parent : `${parent}/${route.path}`.replace('//', '/')
    if (route.children !== undefined) return patternsOf(route.children, address === '/' ? '' : address)
    // What catches the rest, and what only leads on, shows nothing of its own.
    return route.index === true || route.path === '*' ? [] : [address]
  })
}

/** @returns the names of a pattern's parameters: `householdId`. */
export function parametersOf(pattern: string): string[] {
  return [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
}
