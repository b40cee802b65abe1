/** How an app of each kind of box gives the screen back to television. Throws nothing that anybody could hear. */

/** What the platforms put into the page. */
interface Platforms {
  tizen?: { application?: { getCurrentApplication(): { exit(): void } } }
  webOS?: { platformBack?(): void }
  PalmSystem?: { platformBack?(): void }
  Utility?: { setValueByName?(name: string, value?: string): void }
}
/** Only such an object, which HbbTV boxes understand, knows the application of this page. */
interface ApplicationManager {
  getOwnerApplication?(page: Document): { destroyApplication(): void } | null
}

export interface Ways {
  /** `settings.json`: an address to go to, such as a portal's; `none`; or empty to go by the box */
  wanted: string
  /** the key profile: what kind of box it is */
  profile: string
  /** Firebolt's own, where there is one */
  platform: (() => void) | null
}

/** The way back to television on this box, or null where there is none: on a PC, and where the deployment says so. */
export function wayToTelevision({ wanted, profile, platform }: Ways): (() => void) | null {
  if (wanted === 'none') return null
  if (wanted !== '') return () => location.assign(wanted)
  if (platform !== null) return platform
  const box = window as unknown as Platforms
  const close = () => window.close()
  switch (profile) {
    case 'tizen':
      return () => box.tizen?.application?.getCurrentApplication().exit()
    case 'webos':
      return () => (box.webOS?.platformBack ?? box.PalmSystem?.platformBack ?? close)()
    case 'hbbtv':
      return destroyApplication
    case 'iptv':
      // Known of one province's boxes only; the others have an address in the settings.
      return box.Utility?.setValueByName ? () => box.Utility?.setValueByName?.('exitIptvApp') : null
    case 'android':
    case 'rdk':
      return close
    default:
      return null
  }
}

/** ETSI TS 102 796: broadcast takes the screen again when the application is destroyed. */
function destroyApplication(): void {
  const object = document.createElement('object')
  object.type = 'application/oipfApplicationManager'
  document.body.appendChild(object)
  ;(object as unknown as ApplicationManager).getOwnerApplication?.(document)?.destroyApplication()
}
