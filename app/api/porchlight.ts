import { BackupError, backupCommand, backupHelp } from './backup/backup'
import { CallError, makeCaller } from './operator/caller'
import { commandHelp, run } from './operator/commands'

/** `npm run porchlight -- <command>`: the operator's command line. It talks to the running service, but for backups. */
async function main(): Promise<number> {
  const args = process.argv.slice(2)
  if (args.length === 0 || args.includes('--help') || args[0] === 'help') {
    console.log(commandHelp + backupHelp)
    return args.length === 0 ? 2 : 0
  }
  const print = (line: string) => console.log(line)
  try {
    const kept = await backupCommand(args, process.env, print)
    if (kept !== null) return kept
    return await run(args, (url) => makeCaller(process.env, url), print)
  } catch (error) {
    if (error instanceof BackupError) {
      console.error(error.message)
      return 1
    }
    if (!(error instanceof CallError)) throw error
    console.error(error.message)
    return error.exitCode
  }
}

process.exitCode = await main()
