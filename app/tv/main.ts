import { boot } from './boot'
import { startedWell } from './telemetry/release'
import { en } from './words/en'
import { zhCN } from './words/zh-CN'

// The last net: if even the stage cannot be raised, the page itself says so.
boot().then(
  (app) => {
    startedWell()
    // For whoever looks into a running box, and for the tests' eyes.
    Object.assign(window, { porchlight: app })
  },
  (error: unknown) => {
    const plain = document.getElementById('plain')
    if (plain) plain.textContent = `${zhCN.boot.broken}\n${en.boot.broken}`
    throw error
  },
)
