import { CallError, makeCaller } from './operator/caller'
import { commandHelp, run } from './operator/commands'

/** `npm run porchlight -- <command>`: the operator's command line. It talks to the running service. */
async function main(): Promise<number> {
  const args = process.argv.slice(2)
  if (args.length === 0 || args.includes('--help') || args[0] === 'help') {
    console.log(commandHelp)
    return args.length === 0 ? 2 : 0
  }
  try {
    return await run(
      args,
      (url) => makeCaller(process.env, url),
      (line) => console.log(line),
    )
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    console.error(error.message)
    return error.exitCode
  }
}

process.exitCode = await main()
