import { type Signal, signal } from '@preact/signals';

/** What plays a film, for all who show where it is. */
export interface Player {
  /** Of the frame that is on the screen, in seconds. */
  time: Signal<number>;
  isPlaying: Signal<boolean>;
  /** Its first frame is there. Until then its bytes go before pictures: a browser asks for few things at a time. */
  isReady: Signal<boolean>;
  /** The browser cannot play it: frames are shown in its place. */
  isUnplayable: Signal<boolean>;
  /** How often it broke off, so that its address has to be asked for anew: it may have expired. */
  breaks: Signal<number>;
  playFrom(seconds: number): void;
  seek(seconds: number): void;
  toggle(): void;
  /** Takes a video element. @returns lets go of it */
  attach(video: HTMLVideoElement): () => void;
}

export function openPlayer(): Player {
  const time = signal(0);
  const isPlaying = signal(false);
  const isReady = signal(false);
  const isUnplayable = signal(false);
  const breaks = signal(0);
  /** Where it broke off, until it has gone on from there. */
  let brokeAt: number | undefined;
  let video: HTMLVideoElement | undefined;
  const seek = (seconds: number) => {
    time.value = seconds;
    if (video) video.currentTime = seconds;
  };
  return {
    ...{ time, isPlaying, isReady, isUnplayable, breaks, seek },
    playFrom(seconds) {
      seek(seconds);
      void video?.play().catch(() => {}); // an error of the element tells why
    },
    toggle() {
      if (video?.paused) void video.play().catch(() => {});
      else video?.pause();
    },
    attach(element) {
      video = element;
      const gone = new AbortController();
      const { signal: stop } = gone;
      let frame = 0;
      const follow = (_: number, { mediaTime }: { mediaTime: number }) => {
        time.value = mediaTime;
        frame = element.requestVideoFrameCallback(follow);
      };
      frame = element.requestVideoFrameCallback(follow);
      const on = (type: string, listen: () => void) =>
        element.addEventListener(type, listen, { signal: stop });
      on('play', () => {
        isPlaying.value = true;
      });
      on('pause', () => {
        isPlaying.value = false;
      });
      on('seeking', () => {
        time.value = element.currentTime;
      });
      on('error', () => {
        if (brokeAt !== undefined || element.error?.code === MediaError.MEDIA_ERR_DECODE) {
          isUnplayable.value = true;
          return;
        }
        brokeAt = time.value;
        breaks.value++;
      });
      on('loadedmetadata', () => {
        if (brokeAt === undefined) return;
        element.currentTime = brokeAt;
        if (isPlaying.value) void element.play().catch(() => {});
      });
      on('timeupdate', () => {
        if (brokeAt !== undefined && element.currentTime > brokeAt + WENT_ON) brokeAt = undefined;
      });
      on('loadeddata', () => {
        isReady.value = true;
        isUnplayable.value = element.videoWidth === 0;
      });
      return () => {
        gone.abort();
        element.cancelVideoFrameCallback(frame);
        if (video === element) video = undefined;
      };
    },
  };
}

/** Seconds; what breaks off again before they are played does so each time. */
const WENT_ON = 1;

/** Whether it is the pictures' turn. */
export const hasPictures = ({ isReady, isUnplayable }: Player): boolean =>
  isReady.value || isUnplayable.value;
