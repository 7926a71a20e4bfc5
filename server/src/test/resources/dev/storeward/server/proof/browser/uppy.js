import Uppy from '@uppy/core'
import Tus from '@uppy/tus'

/** An Uppy that uploads to Storeward; `name` is the file's name there. */
export function uploader(url, key, onStored) {
  return new Uppy({ autoProceed: true })
    .use(Tus, {
      endpoint: url + '/api/v1/storage/resumable',
      headers: { Authorization: 'Bearer ' + key },
      retryDelays: [0, 1000, 3000, 5000, 10000, 20000],
    })
    .on('upload-success', (file, { body }) => onStored(body.xhr.getResponseHeader('Storeward-Object-Name')))
}
