// sherpa-onnx (npm install sherpa-onnx-node) on a folder of models/fastconformer/export.py --form sherpa: node sherpa.js FOLDER transducer|ctc RECORDING.wav ...
// A second of silence follows each recording: without it last words stay inside. Tells what was heard, and processor time as a share of the recording.
const sherpa = require('sherpa-onnx-node');

const [, , folder, head, ...recordings] = process.argv;
const files = head === 'ctc'
  ? { nemoCtc: { model: `${folder}/ctc.onnx` } }
  : { transducer: { encoder: `${folder}/encoder.onnx`, decoder: `${folder}/decoder.onnx`, joiner: `${folder}/joiner.onnx` } };
const recognizer = new sherpa.OnlineRecognizer({
  featConfig: { sampleRate: 16000, featureDim: 80 },
  modelConfig: { ...files, tokens: `${folder}/tokens.txt`, numThreads: 1, provider: 'cpu' },
});

let heard = 0, spent = 0;
for (const recording of recordings) {
  const { samples, sampleRate } = sherpa.readWave(recording);
  const stream = recognizer.createStream();
  const begun = process.cpuUsage();
  stream.acceptWaveform({ sampleRate, samples });
  stream.acceptWaveform({ sampleRate, samples: new Float32Array(sampleRate) });
  stream.inputFinished();
  while (recognizer.isReady(stream)) recognizer.decode(stream);
  const used = process.cpuUsage(begun);
  heard += samples.length / sampleRate + 1;
  spent += (used.user + used.system) / 1e6;
  console.log(`${recording.split('/').pop()}: ${recognizer.getResult(stream).text}`);
}
console.log(`real-time factor ${(spent / heard).toFixed(4)} of one core`);
