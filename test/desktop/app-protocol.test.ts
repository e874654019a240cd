import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentSecurityPolicy, createAppProtocol } from '#electron/shell/app-protocol.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

/** A bundle, and beside it files of an allowed kind that must never be served. */
function makeBundle() {
  const folder = makeTemporaryFolder()
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true })
  mkdirSync(join(folder, 'renderer-private'))
  writeFileSync(join(folder, 'renderer/index.html'), '<style nonce="__CSP_NONCE__"></style>')
  writeFileSync(join(folder, 'renderer/assets/page.js'), 'run()')
  writeFileSync(join(folder, 'renderer/notes.txt'), 'not of an allowed kind')
  writeFileSync(join(folder, 'secret.js'), 'secret')
  writeFileSync(join(folder, 'renderer-private/secret.js'), 'secret')
  return createAppProtocol(join(folder, 'renderer'))
}

test.each([
  ['app://bundle/..%2fsecret.js', 404],
  ['app://bundle/%2e%2e%2fsecret.js', 404],
  ['app://bundle/%2e%2e/secret.js', 404],
  ['app://bundle/assets/..%2f..%2fsecret.js', 404],
  ['app://bundle/..%2frenderer-private%2fsecret.js', 404],
  ['app://bundle/..%5csecret.js', 404],
  ['app://bundle/notes.txt', 404],
  ['app://bundle/absent.js', 404],
  ['app://bundle/assets/page.js%00.html', 404],
  ['app://bundle/%', 404],
  ['app://other/index.html', 403],
  ['app://bundle.evil/index.html', 403],
  ['app://bundle:80/index.html', 403],
  ['app://user@bundle/index.html', 403],
  ['https://bundle/index.html', 403],
])('%s is refused with %i', async (url, status) => {
  const response = await makeBundle()({ method: 'GET', url } as Request)

  expect({ status: response.status, body: await response.text() }).toEqual({ status, body: '' })
})

test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s is refused', async (method) => {
  const response = await makeBundle()(new Request('app://bundle/index.html', { method }))

  expect(response.status).toBe(405)
})

test('a file of the bundle comes with its type and every protection', async () => {
  const response = await makeBundle()(new Request('app://bundle/assets/page.js'))
  const { 'content-security-policy': policy, ...headers } = Object.fromEntries(response.headers)

  expect({ body: await response.text(), headers, policy: policy?.replace(/nonce-[^']+/, 'nonce-N') }).toEqual({
    body: 'run()',
    headers: {
      'cache-control': 'no-store',
      'content-type': 'text/javascript; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    policy: contentSecurityPolicy('N'),
  })
})

test('the policy allows nothing from elsewhere and nothing inline', () => {
  expect(contentSecurityPolicy('N')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; " +
      "require-trusted-types-for 'script'; trusted-types default",
  )
})

test('each page gets the nonce of its own response', async () => {
  const serve = makeBundle()

  const nonces = await Promise.all(
    ['app://bundle/index.html', 'app://bundle/households/1'].map(async (url) => {
      const response = await serve(new Request(url))
      const header = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
      const body = /nonce="([^"]+)"/.exec(await response.text())?.[1]
      return { header, matches: header === body }
    }),
  )

  expect({
    matches: nonces.map((nonce) => nonce.matches),
    distinct: new Set(nonces.map(({ header }) => header)).size,
  }).toEqual({ matches: [true, true], distinct: 2 })
})
