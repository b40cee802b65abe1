/** Every scene by its camera. */
import bicycleShed from './bicycle-shed.mjs'
import busStop from './bus-stop.mjs'
import eastGate from './east-gate.mjs'
import fishPond from './fish-pond.mjs'
import mainStreet from './main-street.mjs'
import marketLane from './market-lane.mjs'
import parking from './parking.mjs'
import pavilion from './pavilion.mjs'
import playground from './playground.mjs'
import riverPath from './river-path.mjs'
import schoolGate from './school-gate.mjs'
import square from './square.mjs'
import stoneBridge from './stone-bridge.mjs'
import storehouse from './storehouse.mjs'
import teaTerraces from './tea-terraces.mjs'
import villageArch from './village-arch.mjs'

export const scenes = {
  'east-gate': eastGate,
  playground,
  'bicycle-shed': bicycleShed,
  parking,
  'stone-bridge': stoneBridge,
  square,
  'river-path': riverPath,
  'school-gate': schoolGate,
  'main-street': mainStreet,
  'bus-stop': busStop,
  'market-lane': marketLane,
  'fish-pond': fishPond,
  'village-arch': villageArch,
  pavilion,
  'tea-terraces': teaTerraces,
  storehouse,
}
