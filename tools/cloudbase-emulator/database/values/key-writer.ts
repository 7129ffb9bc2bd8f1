import type { Binary, ObjectId } from 'bson';
import { kindOf, kinds, type Document, type Value } from './value';

/**
 * Writes values so that comparing the bytes compares the values in MongoDB's order. No value's code is the beginning of another's, so
 * values can follow one another (compound keys) and be inverted (descending keys) without losing the order.
 */
export class KeyWriter {
  private bytes = Buffer.allocUnsafe(256);
  private length = 0;

  /** A copy of what was written so far. */
  take(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.length));
  }

  /** One component of a compound key. */
  component(value: Value, direction: 1 | -1): this {
    const start = this.length;
    this.value(value);
    if (direction === -1) for (let at = start; at < this.length; at++) this.bytes[at] = 0xff - (this.bytes[at] ?? 0);
    return this;
  }

  raw(bytes: Uint8Array): this {
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

  private byte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  private value(value: Value): void {
    const kind = kindOf(value);
    this.byte(kind === kinds.missing ? kinds.null : kind); // an index cannot tell missing from null
    switch (kind) {
      case kinds.number:
        this.double(value as number);
        break;
      case kinds.string:
        this.text(value as string);
        break;
      case kinds.boolean:
        this.byte(value === true ? 2 : 1);
        break;
      case kinds.date:
        this.double((value as Date).getTime());
        break;
      case kinds.array:
        for (const element of value as Value[]) this.value(element);
        this.byte(0);
        break;
      case kinds.document:
        this.fields(value as Document);
        break;
      case kinds.objectId:
        this.raw((value as ObjectId).id);
        break;
      case kinds.binary:
        this.binary(value as Binary);
        break;
      case kinds.regExp:
        this.text((value as RegExp).toString());
        break;
      default: // missing, null: the kind says it all
    }
  }

  private double(value: number): void {
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

  /** UTF-8 ended by 00 00; a zero inside becomes 00 FF, which sorts above any end. */
  private text(value: string): void {
    if (value.includes('\0')) {
      value.split('\0').forEach((part, at) => {
        if (at > 0) this.raw(escapedZero);
        this.raw(Buffer.from(part));
      });
    } else {
      this.reserve(value.length * 3);
      this.length += this.bytes.write(value, this.length);
    }
    this.byte(0);
    this.byte(0);
  }

  private fields(document: Document): void {
    for (const name of Object.keys(document)) {
      const kind = kindOf(document[name]);
      this.byte(kind === kinds.missing ? kinds.null : kind);
      this.text(name);
      this.value(document[name]);
    }
    this.byte(0);
  }

  private binary(value: Binary): void {
    this.reserve(5);
    this.bytes.writeUInt32BE(value.length(), this.length);
    this.length += 4;
    this.byte(value.sub_type);
    this.raw(value.buffer.subarray(0, value.length()));
  }
}

const escapedZero = Uint8Array.of(0x00, 0xff);

/** The smallest byte string above every one that begins with `prefix`. */
export function successorOf(prefix: Uint8Array): Buffer {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  if (end === 0) return Buffer.from([0xff, 0xff, 0xff, 0xff]); // nothing we write begins so
  const out = Buffer.from(prefix.subarray(0, end));
  out[end - 1] = (out[end - 1] ?? 0) + 1;
  return out;
}

/** The key of a document's `_id`. */
export const idKeyOf = (id: Value): Buffer => new KeyWriter().component(id, 1).take();
