import { type Call, CallError } from './caller'
import { importCommand } from './import-command'
import { key, signingKeys } from './key-commands'
import { needed, one, parse, query } from './options'

export const commandHelp = `porchlight <command> [--url <address>]        (the key comes from OPERATOR_KEY)

  import <folder> [--dry-run] [--confirm-removed <count>]
                                  bring everything to what the folder's CSV files say
  import <kind> <file.csv> …      the same of one kind: areas, groups, households, cameras, boxes, grants or duty
  import roster <file.csv|file.json> [--dry-run]
                                  who is to be on duty when, at the desks that the file names
  generate --out <folder> [--seed <n>] [--households <n>] [--cameras <n>]
                                  the CSV files of an invented place of any size
  activation-code <household>     a code with which a box of the household is paired
  suspend <camera> --reason <why> close a camera at once, everywhere
  resume <camera>                 open it again
  revoke box|household|grant <id> [--reason <why>]
                                  end pairings, or a grant, at once; a grant stays ended, whatever a file says
  lift grant <id>                 lift the revocation: the next file may bring the grant back
  key create --role import|auditor|operator [--area <id>] [--name <who>]
  key list
  key revoke <id>
  privacy                         cameras with privacy reports that nobody has decided on
  keys list                       the keys that sign the boxes' tokens
  keys rotate                     a new one: it signs when every process knows it, and interrupts nobody
  keys retire <id> [--now]        take a former one away; --now also while tokens of it are alive
  retention [--run]               what was kept long enough and would go; --run removes it now
  health [--day <date>]           which cameras were online and intact
  access [--camera <id>] [--household <id>] [--at <time>] --reason <why>
                                  who can see this camera, what can this household see
  viewings [--camera <id>] [--household <id>] [--from <time>] [--until <time>] --reason <why>
  viewings verify                 whether a line of the log was removed or altered
  webhooks replay --from <time> [--all]
                                  send again what was never delivered since then; --all: everything`

/** Runs one command. The exit code: 0 done, 1 refused or found wrong, 2 typed wrongly. */
export async function run(
  args: readonly string[],
  callerFor: (url: string | undefined) => Call,
  print: (line: string) => void,
): Promise<number> {
  const { words, options } = parse(args, commandHelp)
  const [command, ...rest] = words
  const call = callerFor(options.url)
  const show = (value: unknown) => print(JSON.stringify(value, null, 2))
  const id = encodeURIComponent

  switch (command) {
    case 'import':
      await importCommand(call, rest, options, print)
      return 0
    case 'activation-code': {
      const household = one(rest, 'activation-code <household>')
      const { code, expires_at } = await call('POST', `/v1/operator/households/${id(household)}/activation-codes`)
      print(`${code}  (once only, until ${expires_at})`)
      return 0
    }
    case 'suspend': {
      const camera = one(rest, 'suspend <camera> --reason <why>')
      await call('POST', `/v1/operator/cameras/${id(camera)}/suspension`, { reason: needed(options, 'reason') })
      print(`Camera ${camera} is suspended.`)
      return 0
    }
    case 'resume': {
      const camera = one(rest, 'resume <camera>')
      await call('DELETE', `/v1/operator/cameras/${id(camera)}/suspension`)
      print(`Camera ${camera} is open again.`)
      return 0
    }
    case 'revoke': {
      const [kind, name] = rest
      if (rest.length !== 2 || kind === undefined || !['box', 'household', 'grant'].includes(kind))
        throw new CallError('Type: revoke box|household|grant <id>', 2)
      const why = options.reason === undefined ? {} : { reason: options.reason }
      show(await call('POST', '/v1/operator/revocations', { [kind]: name, ...why }))
      return 0
    }
    case 'lift': {
      if (rest.length !== 2 || rest[0] !== 'grant' || rest[1] === '') throw new CallError('Type: lift grant <id>', 2)
      await call('DELETE', `/v1/operator/revocations/${id(rest[1]!)}`)
      print(`The revocation of grant ${rest[1]} is lifted: the next import brings it to what its file says.`)
      return 0
    }
    case 'key':
      return key(call, rest, options, print)
    case 'keys':
      return signingKeys(call, rest, options, print)
    case 'privacy':
      show(await call('GET', '/v1/operator/privacy-cases'))
      return 0
    case 'retention':
      await retention(call, options.run === true, print)
      return 0
    case 'health':
      show(await call('GET', `/v1/operator/health${query({ day: options.day })}`))
      return 0
    case 'access': {
      const { camera, household, at, reason } = options
      show(await call('GET', `/v1/operator/access${query({ camera, household, at, reason })}`))
      return 0
    }
    case 'viewings': {
      if (rest[0] === 'verify') return verify(call, print)
      const { camera, household, from, until } = options
      const reason = needed(options, 'reason')
      show(await call('GET', `/v1/operator/viewings${query({ camera, household, from, until, reason })}`))
      return 0
    }
    case 'webhooks': {
      if (rest.length !== 1 || rest[0] !== 'replay')
        throw new CallError('Type: webhooks replay --from <time> [--all]', 2)
      const which = options.all === true ? 'all' : 'undelivered'
      const body = { since: needed(options, 'from'), which }
      const { messages } = await call('POST', '/v1/operator/webhooks/replay', body)
      print(`${messages} messages go out again, under their old ids.`)
      return 0
    }
    default:
      throw new CallError(`There is no command "${command ?? ''}".\n\n${commandHelp}`, 2)
  }
}

async function retention(call: Call, run: boolean, print: (line: string) => void): Promise<void> {
  if (run) {
    const { removed } = await call('POST', '/v1/operator/retention')
    for (const [kind, count] of Object.entries(removed)) print(`${kind}: ${count} removed`)
    if (Object.keys(removed).length === 0) print('Nothing was kept too long.')
    return
  }
  const { kept, next_at } = await call('GET', '/v1/operator/retention')
  for (const { kind, about, setting, removed_before, due } of kept)
    print(`${kind}: ${due} would go, from before ${removed_before}${setting === null ? '' : ` (${setting})`}: ${about}`)
  print(`Nothing was removed. The next run is at ${next_at}; --run does it now.`)
}

async function verify(call: Call, print: (line: string) => void): Promise<number> {
  const { lines, days, fault } = await call('GET', '/v1/operator/viewings/verification')
  if (fault === null) {
    print(`The log is whole: ${lines} lines, ${days} days closed.`)
    return 0
  }
  const place = [fault.chain, fault.seq].filter((part) => part !== null).join(' line ')
  print(`The log is not whole: ${fault.what}, on ${fault.day}${place === '' ? '' : `, chain ${place}`}.`)
  return 1
}
