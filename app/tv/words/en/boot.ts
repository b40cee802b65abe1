import type { Words } from '../shape'

export const boot: Words['boot'] = {
  opening: 'Porchlight is opening …',
  settingsMissing: 'The file settings.json was not found; running on defaults. Please tell the installer.',
  settingsBroken: 'The file settings.json has a mistake; running on defaults. Please tell the installer.',
  fontMissing: "Porchlight's font did not load; using the box's own for now.",
  storageForbidden: 'This box does not let anything be kept: favourites and settings are lost when it is switched off.',
  leaveAgain: 'Press Back once more for television.',
  notLoaded: 'This page did not load; the network may be down.',
  screenBroken: 'Something went wrong on this page. Back returns to the cameras; red calls for help at any time.',
}
