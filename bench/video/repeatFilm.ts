import {
  BufferSource,
  BufferTarget,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';

/** An MP4 of one video track so many times in a row: its packets, not encoded anew. */
export async function repeatFilm(film: Buffer, times: number): Promise<Buffer> {
  using input = new Input({ formats: [MP4], source: new BufferSource(film) });
  const track = (await input.getPrimaryVideoTrack())!;
  const decoderConfig = (await track.getDecoderConfig())!;
  const packets: EncodedPacket[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
  const seconds = Math.max(...packets.map(({ timestamp, duration }) => timestamp + duration));
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source);
  await output.start();
  for (let time = 0; time < times; time++)
    for (const { data, type, timestamp, duration } of packets)
      await source.add(new EncodedPacket(data, type, timestamp + time * seconds, duration), {
        decoderConfig,
      });
  await output.finalize();
  return Buffer.from(target.buffer!);
}
