/** An upright picture in sRGB, 8 bits a channel: `rgb` holds `height` rows of `width` pixels of 3 bytes. */
export interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** In pixels of the picture unless said otherwise; x to the right, y down. */
export interface Point {
  x: number;
  y: number;
}

export interface Rect extends Point {
  width: number;
  height: number;
}

/** A network input: `height` rows of `width` pixels of 3 floats, RGB from 0 to 255. */
export interface Sheet {
  width: number;
  height: number;
  rgb: Float32Array;
}

/** A square network input: `size` rows of `size` pixels, as a sheet's. */
export interface Square {
  size: number;
  rgb: Float32Array;
}
