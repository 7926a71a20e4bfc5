import { upload } from './tus-js-client.js'
import { uploader } from './uppy.js'

// For the scripts of the tests, which press no buttons.
Object.assign(window, { upload, uploader, chosen: () => document.querySelector('#file').files[0] })
