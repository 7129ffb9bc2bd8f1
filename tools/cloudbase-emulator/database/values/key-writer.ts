import type { Binary, ObjectId } from 'bson';
import { kindOf, kinds, type Document, type Value } from './value';

/**
 * Encodes values so that comparing the bytes compares the values in MongoDB's order. No code is a prefix of another
 * value's code, so codes can be concatenated (compound keys) and inverted (descending keys) without losing the order.
 */
export class KeyWriter {
  private bytes = Buffer.allocUnsafe(256);
  private length = 0;

  /** Returns a copy of the bytes written so far. */
  toBuffer(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  /** Writes one component of a compound key. */
  writeComponent(value: Value, direction: 1 | -1): this {
    const start = this.length;
    this.writeValue(value);
    if (direction === -1) for (let at = start; at < this.length; at++) this.bytes[at] = 0xff - (this.bytes[at] ?? 0);
    return this;
  }

  writeRaw(bytes: Uint8Array): this {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return this;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe((this.length + count) * 2);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  private writeByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  private writeValue(value: Value): void {
    const kind = kindOf(value);
    this.writeByte(kind === kinds.missing ? kinds.null : kind); // an index cannot tell missing from null
    switch (kind) {
      case kinds.number:
        this.writeDouble(value as number);
        break;
      case kinds.string:
        this.writeText(value as string);
        break;
      case kinds.boolean:
        this.writeByte(value === true ? 2 : 1);
        break;
      case kinds.date:
        this.writeDouble((value as Date).getTime());
        break;
      case kinds.array:
        for (const element of value as Value[]) this.writeValue(element);
        this.writeByte(0);
        break;
      case kinds.document:
        this.writeFields(value as Document);
        break;
      case kinds.objectId:
        this.writeRaw((value as ObjectId).id);
        break;
      case kinds.binary:
        this.writeBinary(value as Binary);
        break;
      case kinds.regExp:
        this.writeText((value as RegExp).toString());
        break;
      default: // missing and null: the kind is the whole code
    }
  }

  private writeDouble(value: number): void {
    this.reserve(8);
    const at = this.length;
    this.length += 8;
    if (Number.isNaN(value)) {
      this.bytes.fill(0, at, at + 8);
      return;
    }
    this.bytes.writeDoubleBE(value === 0 ? 0 : value, at); // -0 equals 0
    const negative = (this.bytes[at] ?? 0) >= 0x80;
    for (let i = at; i < at + 8; i++) {
      const byte = this.bytes[i] ?? 0;
      this.bytes[i] = negative ? 0xff - byte : i === at ? byte | 0x80 : byte;
    }
  }

  /** Writes UTF-8 terminated by 00 00. A zero inside becomes 00 FF, which sorts above the terminator. */
  private writeText(value: string): void {
    if (value.includes('\0')) {
      value.split('\0').forEach((part, at) => {
        if (at > 0) this.writeRaw(escapedZero);
        this.writeRaw(Buffer.from(part));
      });
    } else {
      this.reserve(value.length * 3);
      this.length += this.bytes.write(value, this.length);
    }
    this.writeByte(0);
    this.writeByte(0);
  }

  private writeFields(document: Document): void {
    for (const name of Object.keys(document)) {
      const kind = kindOf(document[name]);
      this.writeByte(kind === kinds.missing ? kinds.null : kind);
      this.writeText(name);
      this.writeValue(document[name]);
    }
    this.writeByte(0);
  }

  private writeBinary(value: Binary): void {
    this.reserve(5);
    this.bytes.writeUInt32BE(value.length(), this.length);
    this.length += 4;
    this.writeByte(value.sub_type);
    this.writeRaw(value.buffer.subarray(0, value.length()));
  }
}

const escapedZero = Uint8Array.of(0x00, 0xff);

/** Computes the smallest byte string above all strings with this prefix. */
export function computeSuccessor(prefix: Uint8Array): Buffer {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return Buffer.from([0xff, 0xff, 0xff, 0xff]); // no key starts with these bytes
  const out = Buffer.from(prefix.subarray(0, end));
  out[end - 1] = (out[end - 1] ?? 0) + 1;
  return out;
}

/** Encodes the key of a document's `_id`. */
export const encodeIdKey = (id: Value): Buffer => new KeyWriter().writeComponent(id, 1).toBuffer();
