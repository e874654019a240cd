// A main script that does with native addons what the workstation does: the keychain here, the SQLite driver in a worker.
import { Worker } from 'node:worker_threads'
import { app, BrowserWindow } from 'electron'
import keytar from 'keytar'

globalThis.probe = (file) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./native-worker.mjs', import.meta.url), { workerData: file })
    worker.once('message', (rows) => resolve({ rows, keychain: typeof keytar.getPassword }))
    worker.once('error', reject)
  })

app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('about:blank'))
