/** Where the build for old boxes begins, after `polyfills.ts`. */
import './aborting'
import './decoding'
import './main'
