/** How the app is set for a deployment: `settings.json` beside the bundle. Every field has a working default. */
export interface Settings {
  /** `url`: the service; empty for where the page came from. `fallback_url`: tried when the first does not answer. */
  api: { url: string; fallback_url: string; timeout_ms: number }
  /** Where the operator's middleware gives a signed statement of which box this is; empty without one. */
  middleware: { assertion_url: string }
  /** `height` 720 or 1080, 0 to go by the window. `memory_pressure` in pixels of textures. */
  stage: {
    height: number
    memory_pressure: number
    canvas2d: boolean
    read_pixels_before_draw: boolean
    copy_text_pixels: boolean
  }
  /** `pictures`: how many this model of box decodes at once, 1, 2 or 4; 0 to find out by trying. */
  video: { pictures: number }
  /**
   * `television`: where Back on the first screen leads: an address, `none`, or empty to go by the box. `memory`: `low`
   * for boxes with little of it, `normal`, or empty to go by the box.
   */
  box: { television: string; memory: string }
  /** `profile`: the key profile by name; empty to go by the box. `recorded`: what the key test showed to copy. */
  remote: { profile: string; recorded: Record<string, unknown> }
  /** `hold`: how a held key looks (`alarm/hold.ts`), empty to go by the profile; OK held so long, then so many seconds to stop it. */
  alarm: { hold: string; hold_ms: number; countdown_s: number }
  language: string
  features: Record<string, unknown>
}

export const defaults: Settings = {
  api: { url: '', fallback_url: '', timeout_ms: 8000 },
  middleware: { assertion_url: '' },
  stage: {
    height: 0,
    memory_pressure: 10_000_000,
    canvas2d: false,
    read_pixels_before_draw: false,
    copy_text_pixels: false,
  },
  video: { pictures: 0 },
  box: { television: '', memory: '' },
  remote: { profile: '', recorded: {} },
  alarm: { hold: '', hold_ms: 2000, countdown_s: 5 },
  language: 'zh-CN',
  features: {},
}

/** The settings in a parsed file over the defaults; a field of the wrong type is left at its default. */
export function readSettings(file: unknown): Settings {
  return overlay(defaults, file) as Settings
}

function overlay(base: unknown, over: unknown): unknown {
  if (!isObject(base)) return typeof over === typeof base ? over : base
  if (!isObject(over)) return base
  const result: Record<string, unknown> = { ...base }
  for (const name of Object.keys(over)) {
    result[name] = name in base ? overlay(base[name], over[name]) : over[name]
  }
  return result
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type SettingsProblem = 'missing' | 'broken' | null

/** Fetches the file; whatever happens, there are settings afterwards. */
export async function loadSettings(
  url: string,
  timeoutMs: number,
): Promise<{ settings: Settings; problem: SettingsProblem }> {
  const text = await fetchText(url, timeoutMs)
  if (text === null) return { settings: defaults, problem: 'missing' }
  try {
    const file: unknown = JSON.parse(text)
    return { settings: readSettings(file), problem: isObject(file) ? null : 'broken' }
  } catch {
    return { settings: defaults, problem: 'broken' }
  }
}

/** By XMLHttpRequest: old engines have no `fetch`, and this runs before anything else. */
function fetchText(url: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('GET', url)
    request.timeout = timeoutMs
    request.onload = () => resolve(request.status >= 200 && request.status < 300 ? request.responseText : null)
    request.onerror = () => resolve(null)
    request.ontimeout = () => resolve(null)
    request.send()
  })
}
