// `electron [flags] [-r module] APP [arguments]` for test runtimes that come without Electron's own default app.
// An ES module, because Electron waits for one to load before it is ready, and the workstation's main script must run
// before that.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const require = createRequire(import.meta.url)
const given = process.argv.slice(1)
let target
for (let index = 0; target === undefined && index < given.length; index += 1) {
  if (given[index] === '-r') require(given[++index])
  else if (!given[index].startsWith('-')) target = given[index]
}

const resolved = path.resolve(target)
const isFolder = fs.statSync(resolved).isDirectory()
const manifest = isFolder ? JSON.parse(fs.readFileSync(path.join(resolved, 'package.json'), 'utf8')) : {}
if (isFolder) {
  app.setName(manifest.productName ?? manifest.name)
  app.setVersion(manifest.version)
}
app.setAppPath(isFolder ? resolved : path.dirname(resolved))
await import(pathToFileURL(isFolder ? path.join(resolved, manifest.main) : resolved).href)
