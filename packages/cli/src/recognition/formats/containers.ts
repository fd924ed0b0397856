import type { Glimpse } from "../look/glimpse.js";
import type { KnownFormat } from "../look/known-format.js";

const unpack = "Unpack it; what is in it may be known.";

const starts =
  (...bytes: readonly number[]) =>
  (glimpse: Glimpse): boolean =>
    bytes.every((byte, index) => glimpse.bytes[index] === byte);

const ascii = (text: string) => starts(...new TextEncoder().encode(text));

/** Files that begin with bytes of their own. */
export const signedFormats: readonly KnownFormat[] = [
  { name: "a compressed file (gzip)", advice: unpack, recognizes: starts(0x1f, 0x8b) },
  { name: "a compressed file (zstd)", advice: unpack, recognizes: starts(0x28, 0xb5, 0x2f, 0xfd) },
  { name: "a compressed file (xz)", advice: unpack, recognizes: starts(0xfd, 0x37, 0x7a, 0x58, 0x5a) },
  { name: "a compressed file (bzip2)", advice: unpack, recognizes: ascii("BZh") },
  { name: "an array of NumPy", recognizes: starts(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59) },
  { name: "an HDF5 file", recognizes: starts(0x89, 0x48, 0x44, 0x46) },
  { name: "a PDF document", recognizes: ascii("%PDF") },
  {
    name: "a picture",
    recognizes: (glimpse) => starts(0x89, 0x50, 0x4e, 0x47)(glimpse) || starts(0xff, 0xd8, 0xff)(glimpse),
  },
  { name: "a program", recognizes: starts(0x7f, 0x45, 0x4c, 0x46) },
];

/** What is told last: what may hold anything, and what is of no use. */
export const lastFormats: readonly KnownFormat[] = [
  { name: "an archive (zip)", advice: unpack, recognizes: starts(0x50, 0x4b, 0x03, 0x04) },
  {
    name: "an archive (tar)",
    advice: unpack,
    recognizes: ({ bytes }) => new TextDecoder("latin1").decode(bytes.subarray(257, 262)) === "ustar",
  },
  {
    name: "a pickle of Python",
    recognizes: (glimpse) => starts(0x80)(glimpse) && glimpse.bytes[1]! >= 2 && glimpse.bytes[1]! <= 5,
  },
  { name: "a script", recognizes: ascii("#!") },
  { name: "a web page", recognizes: ({ text }) => /^\s*(<!doctype html|<html)/i.test(text) },
  {
    name: "an empty file",
    recognizes: ({ bytes, text }) => bytes.length === 0 || (text !== "" && text.trim() === ""),
  },
  {
    name: "no text, but data of a kind that nobody here knows",
    recognizes: ({ bytes, text }) => text === "" && bytes.length > 0,
  },
];
