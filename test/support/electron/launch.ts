// Starts the workstation under the stand-in as a process of its own:
//   node test/support/electron/launch.ts --profile=DIR --policy=FILE [--headed] [--remote]
// One line of JSON on standard output says that the window has loaded: {"ready":true,"endpoint":…}.
import { parseArgs } from 'node:util'
import { bundleAll } from '#build/bundle/bundle.ts'
import { launchStandIn } from './stand-in.ts'

const { values } = parseArgs({
  options: {
    profile: { type: 'string' },
    policy: { type: 'string' },
    headed: { type: 'boolean', default: false },
    remote: { type: 'boolean', default: false },
  },
})
if (values.profile === undefined || values.policy === undefined) {
  process.stderr.write('usage: launch.ts --profile=DIR --policy=FILE [--headed] [--remote]\n')
  process.exit(2)
}

await bundleAll()
const workstation = await launchStandIn({
  profileFolder: values.profile,
  policyFile: values.policy,
  headless: !values.headed,
  remote: values.remote,
  // Outside Electron there is no save dialog: a person's exports go to their Downloads folder.
  whenUnanswered: values.headed ? 'downloads' : 'cancel',
}).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
process.stdout.write(`${JSON.stringify({ ready: true, endpoint: workstation.endpoint })}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => workstation.electron.app.quit())
process.exit(await workstation.exited)
