// Makes the workstation run in the real Electron where the machine would not let it; loaded with `-r`.
//
// Chromium's sandbox refuses to run for root, which is who tests run as in many containers.
//
// For test runtimes whose Node-API is older than the SQLite addon's prebuilt binary (../shared/tools/electron-runtime):
// points the addon at the one built for that runtime, in the main
// thread and in every worker.
const fs = require('node:fs')
const { syncBuiltinESMExports } = require('node:module')
const path = require('node:path')
const workers = require('node:worker_threads')

const rebuilt = path.join(path.dirname(process.execPath), 'addons', 'better_sqlite3.node')
if (fs.existsSync(rebuilt)) {
  const dlopen = process.dlopen
  process.dlopen = (module, file, ...rest) => {
    const isAddon = /better-sqlite3[^/]*\/prebuilds\//.test(file)
    return dlopen.call(process, module, isAddon ? rebuilt : file, ...rest)
  }
  workers.Worker = class extends workers.Worker {
    constructor(script, options = {}) {
      super(script, { ...options, execArgv: [...(options.execArgv ?? []), '--require', __filename] })
    }
  }
  syncBuiltinESMExports()
}

if (workers.isMainThread && process.getuid?.() === 0) require('electron').app.enableSandbox = () => undefined
