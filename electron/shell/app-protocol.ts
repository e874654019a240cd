import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import { isAppUrl } from '#electron/ipc/sender.ts'

/** What the renderer's bundle is made of; anything else is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Stands in the bundle's pages where the nonce of each response goes. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__'

/** Nothing but the bundle itself; the nonce lets the component library add its own style elements. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}

/**
 * Serves the renderer's bundle to `app://bundle`.
 * @param root absolute path of the bundle's folder; nothing outside it is ever read.
 */
export function createAppProtocol(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return refuse(405)
    if (!isAppUrl(request.url)) return refuse(403)
    const file = locate(root, new URL(request.url).pathname)
    const type = file === null ? undefined : contentTypes[extname(file)]
    if (file === null || type === undefined) return refuse(404)
    const content = await readFile(file).catch(() => null)
    return content === null ? refuse(404) : serve(content, type)
  }
}

/** @returns the absolute path below the root, or null for one that leaves it. Containment is checked once decoded. */
function locate(root: string, pathname: string): string | null {
  const decoded = decode(pathname)
  if (decoded === null || decoded.includes('\0')) return null
  // A route of the renderer has no extension; all of them are the one page.
  const file = resolve(root, `.${extname(decoded) === '' ? '/index.html' : decoded}`)
  return file.startsWith(root + sep) ? file : null
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}

function serve(content: Uint8Array<ArrayBuffer>, type: string): Response {
  const nonce = randomBytes(16).toString('base64')
  const isPage = type.startsWith('text/html')
  const body = isPage ? new TextDecoder().decode(content).replaceAll(NONCE_PLACEHOLDER, nonce) : content
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    },
  })
}

function refuse(status: number): Response {
  return new Response(null, { status })
}
