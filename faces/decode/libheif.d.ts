/** What of libheif's C interface is used here (libheif/heif.h and its bindings for Emscripten). */
declare module 'libheif-js/libheif-wasm/libheif-bundle.js' {
  type Handle = { readonly __handle: unique symbol };
  /** `code` is an object of its own for each error. */
  export interface HeifFault {
    code: object;
    message: string;
  }
  export interface Channel {
    /** Pixels. */
    width: number;
    height: number;
    /** Bytes from one row to the next. */
    stride: number;
    /** Lies in libheif's memory: good until anything else is asked of it. */
    data: Uint8Array;
  }
  export interface Libheif {
    heif_context_alloc(): Handle;
    heif_context_free(context: Handle): void;
    heif_context_read_from_memory(context: Handle, bytes: Uint8Array): HeifFault;
    heif_js_context_get_primary_image_handle(context: Handle): Handle | HeifFault;
    heif_image_handle_get_width(image: Handle): number;
    heif_image_handle_get_height(image: Handle): number;
    heif_image_handle_release(image: Handle): void;
    /** Turned and mirrored as the file says; interleaved, there is one channel. */
    heif_js_decode_image2(
      image: Handle,
      colorspace: object,
      chroma: object,
    ): { image: Handle; channels: Channel[] } | HeifFault;
    heif_image_release(image: Handle): void;
    heif_error_code: { heif_error_Ok: object };
    heif_colorspace: { heif_colorspace_RGB: object };
    heif_chroma: { heif_chroma_interleaved_RGB: object; heif_chroma_interleaved_RGBA: object };
  }
  /** A libheif of its own memory. */
  export default function open(): Libheif;
}
