import { createRequire } from 'node:module'
import { createMongoAbility, subject } from '@casl/ability'
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import type Libsql from 'libsql'
import type { Neighbourhood } from '../../app/api/access/neighbourhood'

/** A question with all that concerns it: what a service would have looked up before it asks a library. */
interface Question {
  household: string
  camera: string
  cameraArea: string
}

/** What concerns a household: areas at or above it, and its own grants. */
interface Rights {
  areas: string[]
  grants: { object: string; effect: string }[]
}

const homes = 64
const questionsEach = 4

/**
 * The same questions to libraries for access rules. Each is given only the few rules of the household that asks,
 * prepared before the clock starts: of all a city's rules none of them could look through in a request. `ours` answers
 * these questions too, from all that it holds.
 */
export async function peers(
  database: Libsql.Database,
  neighbourhood: Neighbourhood,
  pairs: readonly { household: string; camera: string }[],
  now: number,
): Promise<{ ours: (i: number) => void; libraries: Record<string, (i: number) => void> }> {
  const rightsOf = database.prepare(
    "select object, effect from grants where subject_kind = 'household' and subject = ? and object_kind = 'camera'",
  )
  const rights = new Map<string, Rights>()
  const questions: Question[] = []
  for (const { household } of pairs.slice(0, homes)) {
    const area = neighbourhood.household(household)!.area
    const grants = rightsOf.all(household) as Rights['grants']
    rights.set(household, { areas: neighbourhood.areaPath(area).map(({ id }) => id), grants })
    const near = neighbourhood.nearest(area, questionsEach / 2, now).map(({ id }) => id)
    for (const camera of [...near, ...grants.map(({ object }) => object), pairs[questions.length]!.camera].slice(
      0,
      questionsEach,
    ))
      questions.push({ household, camera, cameraArea: neighbourhood.camera(camera)!.area })
  }
  const ask = (i: number) => questions[i % questions.length]!
  const casl = caslOf(rights)
  const casbin = await casbinOf(rights)
  const cedar = cedarOf(rights)
  return {
    ours: (i) => void neighbourhood.decide(ask(i).household, ask(i).camera, now),
    libraries: {
      CASL: (i) => void casl(ask(i)),
      casbin: (i) => void casbin(ask(i)),
      'cedar-wasm': (i) => void cedar(ask(i)),
    },
  }
}

type Ask = (question: Question) => boolean

function caslOf(rights: ReadonlyMap<string, Rights>): Ask {
  const abilities = new Map(
    [...rights].map(([household, { areas, grants }]) => [
      household,
      createMongoAbility([
        { action: 'watch', subject: 'Camera', conditions: { area: { $in: areas } } },
        ...grants.map(({ object, effect }) => ({
          ...{ action: 'watch', subject: 'Camera', inverted: effect === 'deny', conditions: { id: object } },
        })),
      ]),
    ]),
  )
  return ({ household, camera, cameraArea }) =>
    abilities.get(household)!.can('watch', subject('Camera', { id: camera, area: cameraArea }))
}

const model = `
[request_definition]
r = sub, obj, area
[policy_definition]
p = sub, obj, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.sub == p.sub && (r.obj == p.obj || r.area == p.obj)`

async function casbinOf(rights: ReadonlyMap<string, Rights>): Promise<Ask> {
  const enforcers = new Map<string, Awaited<ReturnType<typeof newEnforcer>>>()
  for (const [household, { areas, grants }] of rights) {
    const lines = [
      ...areas.map((area) => `p, ${household}, ${area}, allow`),
      ...grants.map(({ object, effect }) => `p, ${household}, ${object}, ${effect}`),
    ]
    enforcers.set(household, await newEnforcer(newModelFromString(model), new StringAdapter(lines.join('\n'))))
  }
  return ({ household, camera, cameraArea }) => enforcers.get(household)!.enforceSync(household, camera, cameraArea)
}

function cedarOf(rights: ReadonlyMap<string, Rights>): Ask {
  // The package's own entry is for bundlers; Node has one of its own.
  const cedar = createRequire(import.meta.url)(
    '@cedar-policy/cedar-wasm/nodejs',
  ) as typeof import('@cedar-policy/cedar-wasm/nodejs')
  for (const [household, { areas, grants }] of rights) {
    const rules = [
      ...areas.map((area) => `permit(principal == Household::"${household}", action, resource in Area::"${area}");`),
      ...grants.map(
        ({ object, effect }) =>
          `${effect === 'deny' ? 'forbid' : 'permit'}(principal == Household::"${household}", action, resource == Camera::"${object}");`,
      ),
    ]
    const parsed = cedar.preparsePolicySet(household, { staticPolicies: rules.join('\n') })
    if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors))
  }
  return ({ household, camera, cameraArea }) => {
    const uid = { type: 'Camera', id: camera }
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Household', id: household },
      action: { type: 'Action', id: 'watch' },
      resource: uid,
      context: {},
      preparsedPolicySetId: household,
      entities: [{ uid, attrs: {}, parents: [{ type: 'Area', id: cameraArea }] }],
    })
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors))
    return answer.response.decision === 'allow'
  }
}
