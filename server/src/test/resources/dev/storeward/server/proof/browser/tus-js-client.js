import * as tus from 'tus-js-client'

/** Uploads a file, or goes on with it where an earlier try broke off; answers the file's name at Storeward. */
export function upload(file, url, key, onProgress) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(file, {
      endpoint: url + '/api/v1/storage/resumable',
      headers: { Authorization: 'Bearer ' + key },
      metadata: { filename: file.name, filetype: file.type },
      retryDelays: [0, 1000, 3000, 5000],
      removeFingerprintOnSuccess: true,
      onProgress,
      onError: reject,
      onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader('Storeward-Object-Name')),
    })
    upload.findPreviousUploads().then(found => {
      if (found.length) upload.resumeFromPreviousUpload(found[0])
      upload.start()
    })
  })
}
