/** What the line knows of a camera. */
export interface Waiting {
  origin: string
  /** when it is to be looked at next */
  dueAt: number
  /** whether it gave nothing when it was looked at last */
  failing: boolean
}

/** Looks under way, and how many of them at cameras that gave nothing last. */
interface Load {
  looks: number
  failing: number
}

interface Origin extends Load {
  cameras: number
  /** looks in a row that found nothing, at whichever of its cameras */
  silent: number
}

/** A look at a camera that does not answer takes so long (`look.ts`). */
const longestLookMs = 4000
const looksAtOnce = { least: 32, most: 2000 }
/** Half of the connections to an origin (`playback/upstream.ts`): the other half is for residents' pictures. */
const looksAtOrigin = 8
/** An origin that gave nothing so many times in a row has no picture for anybody, and nobody to be polite to. */
const silentLooks = 16

/** So many looks go on at once that all cameras have their turn in a period even if none of them answers. */
const enoughFor = (cameras: number, periodMs: number) => Math.ceil((cameras * longestLookMs) / periodMs)

/** How many looks may be under way in all. */
export function mostInAll(cameras: number, periodMs: number): number {
  return Math.min(Math.max(enoughFor(cameras, periodMs), looksAtOnce.least), looksAtOnce.most)
}

/** How many looks may be under way at one origin. */
export function mostAt({ cameras, silent }: Pick<Origin, 'cameras' | 'silent'>, periodMs: number): number {
  return silent < silentLooks ? looksAtOrigin : Math.max(looksAtOrigin, enoughFor(cameras, periodMs))
}

/** Whether one more may be looked at. Those that gave nothing hold half at most: the others are not kept waiting by them. */
export function hasRoom(load: Load, most: number, failing: boolean): boolean {
  return load.looks < most && (!failing || load.failing < most / 2)
}

/** Whose turn it is to be looked at: of those who may be, who has been due longest. */
export interface Turns<Camera extends Waiting> {
  /** Lines up those of all cameras that are due. */
  lineUp(cameras: Iterable<Camera>, now: number): void
  /** The next one, which leaves the line and is looked at from now on; null: none may be now. */
  take(): Camera | null
  /** The look at it is over. */
  done(camera: Camera, answered: boolean): void
  /** For how many milliseconds the first in line has been due. */
  late(now: number): number
}

/** @param periodMs in which every camera is to be looked at once */
export function openTurns<Camera extends Waiting>(periodMs: number): Turns<Camera> {
  const all: Load = { looks: 0, failing: 0 }
  const origins = new Map<string, Origin>()
  /** those that are looked at, and whether they were failing when that began */
  const taken = new Map<Camera, boolean>()
  let line: Camera[] = []
  let most = 0

  function originOf({ origin }: Waiting): Origin {
    const known = origins.get(origin)
    if (known !== undefined) return known
    const found = { cameras: 0, silent: 0, looks: 0, failing: 0 }
    origins.set(origin, found)
    return found
  }

  function count(camera: Camera, failing: boolean, by: 1 | -1): void {
    for (const load of [all, originOf(camera)]) {
      load.looks += by
      if (failing) load.failing += by
    }
  }

  return {
    lineUp(cameras, now) {
      for (const origin of origins.values()) origin.cameras = 0
      const due: Camera[] = []
      let total = 0
      for (const camera of cameras) {
        total++
        originOf(camera).cameras++
        if (camera.dueAt <= now && !taken.has(camera)) due.push(camera)
      }
      for (const [name, { cameras, looks }] of origins) if (cameras === 0 && looks === 0) origins.delete(name)
      line = due.sort((a, b) => a.dueAt - b.dueAt)
      most = mostInAll(total, periodMs)
    },
    take() {
      if (all.looks >= most) return null
      const at = line.findIndex((camera) => {
        const origin = originOf(camera)
        return hasRoom(all, most, camera.failing) && hasRoom(origin, mostAt(origin, periodMs), camera.failing)
      })
      const camera = line[at]
      if (camera === undefined) return null
      line.splice(at, 1)
      taken.set(camera, camera.failing)
      count(camera, camera.failing, 1)
      return camera
    },
    done(camera, answered) {
      const origin = originOf(camera)
      origin.silent = answered ? 0 : origin.silent + 1
      count(camera, taken.get(camera) === true, -1)
      taken.delete(camera)
    },
    late: (now) => Math.max(0, now - (line[0]?.dueAt ?? now)),
  }
}
